using System.Diagnostics;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Box;

/// <summary><c>onebox down</c>: asks the box to drain and waits until it has ended.</summary>
internal sealed class DownCommand() : BoxCommand("down", "Stop the box: finish requests under way, then end.")
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var folder = (await run.Box.GetBoxAsync(cancellation)).DataFolder;
        var running = run.Get(BoxFinder.Box) is null ? BoxFinder.Running(folder) : null;
        await run.Box.StopBoxAsync(cancellation);
        var waited = Stopwatch.StartNew();
        while (running is not null && !BoxFinder.HasEnded(running.ProcessId))
        {
            if (waited.Elapsed > Patience)
            {
                await Console.Error.WriteLineAsync($"onebox: The box (process {running.ProcessId}) has not ended after {Patience.TotalSeconds} s; its log is in {folder}/logs.");
                return ExitCodes.Failed;
            }

            await Task.Delay(LookEvery, cancellation);
        }

        run.Print.Done(folder, "stopped", "The box has stopped.");
        return ExitCodes.Done;
    }
}
