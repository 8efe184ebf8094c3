using Onebox.Training.Contract;

namespace Onebox.Training.Worker;

/// <summary>What this process has told, numbered, for a host that listens and for one that comes back after its connection broke.</summary>
internal sealed class EventLog(TimeProvider clock)
{
    /// <summary>A host that was away for longer misses the oldest steps; nothing else is so many.</summary>
    private const int Kept = 20_000;

    private readonly Lock _lock = new();
    private readonly Queue<RunEvent> _events = new();
    private TaskCompletionSource _more = New();
    private long _number;
    private bool _closed;

    /// <summary>Names this process: numbers begin at 1 in each.</summary>
    public string Process { get; } = $"{Environment.ProcessId}-{clock.GetUtcNow().ToUnixTimeMilliseconds()}";

    public void Tell(RunEvent happened)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            _events.Enqueue(happened with { Number = ++_number, At = clock.GetUtcNow() });
            if (_events.Count > Kept) _events.Dequeue();
            (waiting, _more) = (_more, New());
        }

        waiting.TrySetResult();
    }

    public void Say(string text, string level = "info") => Tell(new RunEvent(0, default, Log: new LogPart(level, text)));

    public void Prepare(string what, double done, double? total, string unit) => Tell(new RunEvent(0, default, Preparing: new PreparingPart(what, done, total, unit)));

    /// <summary>Nothing follows, and there is no last word: this process is about to end, and another goes on.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _more.TrySetResult();
        }
    }

    /// <summary>The events after <paramref name="number"/>, as they come, up to and with the last.</summary>
    public async IAsyncEnumerable<RunEvent> ReadAsync(long number, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            List<RunEvent> fresh;
            Task more;
            bool closed;
            lock (_lock)
            {
                fresh = [.. _events.Where(e => e.Number > number)];
                (more, closed) = (_more.Task, _closed);
            }

            foreach (var told in fresh)
            {
                yield return told;
                number = told.Number;
                if (told.End is not null) yield break;
            }

            if (fresh.Count > 0) continue;
            if (closed) yield break;
            await more.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
