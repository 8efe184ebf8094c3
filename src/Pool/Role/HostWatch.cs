using Onebox.Pool.Running;

namespace Onebox.Pool.Role;

/// <summary>
/// Ends a worker when its host is gone. The worker's stdin is a pipe that only the host holds open: its end is the end of the host, however it
/// ended. (PR_SET_PDEATHSIG would fire when the host's thread ends that happened to start the worker.)
/// </summary>
internal static class HostWatch
{
    /// <summary>After this a worker that does not stop ends hard.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void Begin(Action stop)
    {
        // A thread of its own, for the pool may be full of the worker's work.
        var thread = new Thread(() =>
        {
            try
            {
                using var stdin = Console.OpenStandardInput();
                Span<byte> ignored = stackalloc byte[64];
                while (stdin.Read(ignored) > 0)
                {
                    // The host sends nothing; whatever comes is not the end.
                }
            }
            catch (IOException)
            {
                // A broken pipe is an end too.
            }

            new Thread(EndHard) { IsBackground = true, Name = "host gone" }.Start();
            stop();
        })
        {
            IsBackground = true,
            Name = "host watch",
        };
        thread.Start();
    }

    private static void EndHard()
    {
        using var never = new ManualResetEventSlim();
        never.Wait(Grace);
        LibC._exit(ExitCodes.HostGone);
    }
}
