using Onebox.Tasks;

namespace Onebox.Prediction.Running;

/// <summary>Tells in a task's log why rows wait: when the reason changes, and every ten minutes while it stays.</summary>
internal sealed class WaitingNotes(TaskRun run, TimeProvider clock)
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10), Soonest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private string? _reason;
    private long _said;

    public void Say(string reason)
    {
        lock (_lock)
        {
            var since = _reason is null ? TimeSpan.MaxValue : clock.GetElapsedTime(_said);
            if (since < Soonest || (reason == _reason && since < Again)) return;
            (_reason, _said) = (reason, clock.GetTimestamp());
        }

        _ = run.LogAsync($"Rows wait and are asked again: {reason}", "warning");
    }
}
