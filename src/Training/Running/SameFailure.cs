using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Onebox.Kernel;
using Onebox.Kernel.Wording;

namespace Onebox.Training.Running;

/// <summary>
/// Counts how often in a row asking a worker failed alike. Once or twice means that its process is gone, or on its way, and what became of it the pool knows in a
/// moment; again and again means that it lives and is not understood: that is said once, and given up in the end.
/// </summary>
internal sealed class SameFailure
{
    public const int TellAt = 3, Most = 30;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100), Longest = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private string? _kind;
    private int _times;

    /// <summary>How long to wait before it is asked again.</summary>
    public TimeSpan Wait => TimeSpan.FromTicks(Math.Min(Longest.Ticks, Shortest.Ticks * Math.Max(1, _times)));

    public static bool IsOne(Exception error) => error is HttpRequestException or IOException or SocketException or JsonException;

    /// <returns>What the log should say; null when there is nothing new to say.</returns>
    /// <exception cref="ProblemException">It has failed so too often.</exception>
    public string? Note(Exception error)
    {
        var kind = error switch
        {
            JsonException json => $"an event of it is no readable JSON: {JsonFault.Of(json)}",
            HttpRequestException { StatusCode: { } status } => string.Create(CultureInfo.InvariantCulture, $"it answers {(int)status}"),
            _ => "it cannot be reached",
        };
        _times = kind == _kind ? _times + 1 : 1;
        _kind = kind;
        if (_times >= Most) throw TrainingErrors.WorkerNotUnderstood(_times, kind);
        return _times >= TellAt && _told.Add(kind) ? $"The training worker is asked again: {kind}." : null;
    }

    /// <summary>It was understood, or another process answers now.</summary>
    public void Over() => (_kind, _times) = (null, 0);
}
