namespace Onebox.Templates.Constraints;

/// <summary>A set of code points, written as it must appear inside a JSON string: quotes, backslash and controls escaped.</summary>
internal sealed class CharacterSet
{
    private const int Last = 0x10ffff;

    /// <summary>Controls that JSON writes with a letter.</summary>
    private static readonly Dictionary<int, char> Letters = new() { ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't' };

    private readonly List<(int First, int Last)> _ranges;

    private CharacterSet(List<(int First, int Last)> ranges) => _ranges = ranges;

    public static CharacterSet Of(params (int First, int Last)[] ranges) => new(Merge(ranges));

    public static CharacterSet Not(params (int First, int Last)[] ranges)
    {
        var inverse = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Merge(ranges))
        {
            if (first > next) inverse.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Last) inverse.Add((next, Last));
        return new CharacterSet(inverse);
    }

    public static CharacterSet Not(char[] characters) => Not([.. characters.Select(c => ((int)c, (int)c))]);

    public string ToGrammar()
    {
        var plain = new List<(int, int)>();
        var parts = new List<string>();
        foreach (var (first, last) in _ranges)
        {
            foreach (var (low, high) in new[] { (0x20, 0x21), (0x23, 0x5b), (0x5d, 0x7e), (0x80, 0xd7ff), (0xe000, Last) })
            {
                var (from, to) = (Math.Max(first, low), Math.Min(last, high));
                if (from <= to) plain.Add((from, to));
            }
        }
        if (plain.Count == 1 && plain[0].Item1 == plain[0].Item2) parts.Add(Gbnf.Literal(char.ConvertFromUtf32(plain[0].Item1)));
        else if (plain.Count > 0) parts.Add(Gbnf.Class(plain));
        if (Has('"')) parts.Add(Gbnf.Literal("\\\""));
        if (Has('\\')) parts.Add(Gbnf.Literal("\\\\"));
        foreach (var (code, letter) in Letters)
        {
            if (Has(code)) parts.Add(Gbnf.Literal("\\" + letter));
        }
        // What cannot be written at all must match nothing: an empty class does.
        return parts.Count switch { 0 => "[^\\x00-\\U0010FFFF]", 1 => parts[0], _ => $"({string.Join(" | ", parts)})" };
    }

    private bool Has(int code) => _ranges.Exists(range => range.First <= code && code <= range.Last);

    private static List<(int First, int Last)> Merge(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, Math.Max(last, merged[^1].Last));
            else merged.Add((first, last));
        }
        return merged;
    }
}
