using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Onebox.Models;

/// <summary>
/// Runs work on the threads that torch's products run on, which are OpenMP's: those wait for more work awake for a moment, and a step asks for some some thousand times. Beside threads of our own, each change between
/// products and kernels woke a thread that slept, which takes as long as many a kernel.
/// </summary>
internal static unsafe class Team
{
    /// <summary>Calls the action for each item, with the number of the thread that runs it, from 0. Thread t takes the items t, t + threads, …</summary>
    public static void Run(int items, int threads, Action<int, int> action)
    {
        if (threads == 1)
        {
            for (var item = 0; item < items; item++) action(item, 0);
            return;
        }

        var job = new Job(items, threads, action);
        using var handle = new GCHandle<Job>(job);
        TorchRuntime.RunOnTeam(&Work, (void*)GCHandle<Job>.ToIntPtr(handle), threads);
        job.ThrowIfFailed();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Work(void* job) => GCHandle<Job>.FromIntPtr((nint)job).Target.Do();

    private sealed class Job(int items, int threads, Action<int, int> action)
    {
        private int _members;
        private Exception? _failure;

        public void Do()
        {
            var alone = Rows.Alone;
            Rows.Alone = true;
            try
            {
                // Within another's work there is one thread only, and it takes all members' places.
                for (int member; (member = Interlocked.Increment(ref _members) - 1) < threads;)
                {
                    for (var item = member; item < items; item += threads) action(item, member);
                }
            }
            catch (Exception failure)
            {
                // No exception may pass through native code: the caller throws it.
                Interlocked.CompareExchange(ref _failure, failure, null);
            }
            finally
            {
                Rows.Alone = alone;
            }
        }

        public void ThrowIfFailed()
        {
            if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);
        }
    }
}
