using System.Text;

namespace Onebox.Llama;

/// <summary>Finds stop strings that may begin in one token and end in another. Works on bytes, so a token border inside a code point is no border.</summary>
internal sealed class StopScanner
{
    private readonly byte[][] _stops;

    public StopScanner(IReadOnlyList<string> stops)
    {
        _stops = new byte[stops.Count][];
        for (var i = 0; i < _stops.Length; i++) _stops[i] = Encoding.UTF8.GetBytes(stops[i]);
        Longest = _stops.Length == 0 ? 0 : _stops.Max(s => s.Length);
    }

    public int Longest { get; }

    /// <summary>The earliest stop in <paramref name="text"/>; of two that begin together, the one named first.</summary>
    /// <returns>Its place, or -1.</returns>
    public int Find(ReadOnlySpan<byte> text, out int stop)
    {
        var first = -1;
        stop = -1;
        for (var i = 0; i < _stops.Length; i++)
        {
            var at = text.IndexOf(_stops[i]);
            if (at < 0 || (first >= 0 && at >= first)) continue;
            (first, stop) = (at, i);
        }
        return first;
    }

    /// <summary>Length of the longest end of <paramref name="text"/> that could still grow into a stop.</summary>
    public int Undecided(ReadOnlySpan<byte> text)
    {
        for (var length = Math.Min(Longest - 1, text.Length); length > 0; length--)
        {
            var tail = text[^length..];
            foreach (var stop in _stops)
                if (stop.Length > length && stop.AsSpan().StartsWith(tail)) return length;
        }
        return 0;
    }
}
