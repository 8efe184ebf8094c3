namespace Onebox.Models;

/// <summary>
/// Runs items of work side by side, each on one thread with torch's products on that thread alone. Many small products in a row are several times faster so than each shared among all threads,
/// which would wait for each other thousands of times in a step.
/// </summary>
internal static class Crew
{
    private static readonly Lock Busy = new();
    private static readonly List<Member> Others = [];

    /// <summary>How many items run at once: memory of their own is needed for so many.</summary>
    public static int SizeFor(int items) => Math.Max(1, Math.Min(items, TorchRuntime.Threads));

    /// <summary>Calls the action for each item, with the number of the memory that it may use. Which thread takes which item is open: items must not depend on each other.</summary>
    public static void Run(int items, Action<int, int> action)
    {
        var size = SizeFor(items);
        if (size > 1 && size == TorchRuntime.Threads)
        {
            Team.Run(items, size, (item, memory) =>
            {
                using var quiet = TorchSharp.torch.no_grad();
                TorchRuntime.UseThreads(1);
                action(item, memory);
            });
            return;
        }

        // Another model of this process computes at this moment: then all threads share each product.
        if (size == 1 || !Busy.TryEnter())
        {
            for (var item = 0; item < items; item++) action(item, 0);
            return;
        }

        try
        {
            Run(items, action, size);
        }
        finally
        {
            Busy.Exit();
        }
    }

    private static void Run(int items, Action<int, int> action, int size)
    {
        var threads = TorchRuntime.Threads;
        var work = new Work(items, action, Math.Max(1, threads / size));
        while (Others.Count < size - 1) Others.Add(new Member());
        for (var i = 1; i < size; i++) Others[i - 1].Begin(work, i);
        try
        {
            work.Do(0);
        }
        finally
        {
            for (var i = 1; i < size; i++) Others[i - 1].Wait();
            TorchRuntime.UseThreads(threads);
        }

        work.ThrowIfFailed();
    }

    private sealed class Work(int items, Action<int, int> action, int threads)
    {
        private int _next = -1;
        private Exception? _failure;

        public void Do(int memory)
        {
            TorchRuntime.UseThreads(threads);
            Rows.Alone = true;
            try
            {
                for (int item; (item = Interlocked.Increment(ref _next)) < items;) action(item, memory);
            }
            catch (Exception failure)
            {
                // The other threads end their items; the caller's throws it.
                Interlocked.CompareExchange(ref _failure, failure, null);
            }
            finally
            {
                Rows.Alone = false;
            }
        }

        public void ThrowIfFailed()
        {
            if (_failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        }
    }

#pragma warning disable CA1001 // It lives as long as the process does.
    /// <summary>A thread that waits for work for as long as the process lives.</summary>
    private sealed class Member
#pragma warning restore CA1001
    {
        private readonly ManualResetEventSlim _begin = new();
        private readonly ManualResetEventSlim _done = new();
        private Work? _work;
        private int _memory;

        public Member() => new Thread(Live) { IsBackground = true, Name = "model crew" }.Start();

        public void Begin(Work work, int memory)
        {
            (_work, _memory) = (work, memory);
            _begin.Set();
        }

        public void Wait()
        {
            _done.Wait();
            _done.Reset();
        }

        private void Live()
        {
            using var quiet = TorchSharp.torch.no_grad();
            while (true)
            {
                _begin.Wait();
                _begin.Reset();
                _work!.Do(_memory);
                _work = null;
                _done.Set();
            }
        }
    }
}
