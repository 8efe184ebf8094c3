using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

/// <summary><c>str.split</c> and its relatives.</summary>
internal static class Splitting
{
    public static Items Split(Run run, string text, Arguments arguments, bool fromRight)
    {
        arguments.Expect(run, "split", 2, "sep", "maxsplit");
        var most = arguments.Whole(run, "split", 1, "maxsplit", -1);
        var parts = arguments.Get(0, "sep") is null
            ? Words(text, most, fromRight)
            : Pieces(run, text, arguments.Text(run, "split", 0, "sep"), most, fromRight);
        run.Built(parts.Count);
        return new Items([.. parts]);
    }

    public static Items Lines(Run run, string text, Arguments arguments)
    {
        arguments.Expect(run, "splitlines", 0);
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n').ToList();
        if (lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        run.Built(lines.Count);
        return new Items([.. lines]);
    }

    public static Items Partition(Run run, string text, Arguments arguments, bool fromRight)
    {
        arguments.Expect(run, "partition", 1, "sep");
        var separator = arguments.Text(run, "partition", 0, "sep");
        if (separator.Length == 0) throw run.Fail("empty separator");
        var at = fromRight ? text.LastIndexOf(separator, StringComparison.Ordinal) : text.IndexOf(separator, StringComparison.Ordinal);
        return at >= 0 ? new Items([text[..at], separator, text[(at + separator.Length)..]], isTuple: true)
            : fromRight ? new Items(["", "", text], isTuple: true) : new Items([text, "", ""], isTuple: true);
    }

    private static List<string> Pieces(Run run, string text, string separator, int most, bool fromRight)
    {
        if (separator.Length == 0) throw run.Fail("empty separator");
        if (most < 0 || !fromRight) return [.. text.Split(separator, most < 0 ? int.MaxValue : Math.Min(most, int.MaxValue - 1) + 1)];
        var parts = new List<string>();
        while (parts.Count < most && text.LastIndexOf(separator, StringComparison.Ordinal) is >= 0 and var at)
        {
            parts.Add(text[(at + separator.Length)..]);
            text = text[..at];
        }
        parts.Add(text);
        parts.Reverse();
        return parts;
    }

    /// <summary>By runs of white space; the part that is not split further keeps its inner blanks.</summary>
    private static List<string> Words(string text, int most, bool fromRight)
    {
        var words = new List<string>();
        text = fromRight ? text.TrimEnd() : text.TrimStart();
        while (text.Length > 0)
        {
            var at = most >= 0 && words.Count >= most ? -1 : fromRight ? LastBlank(text) : FirstBlank(text);
            words.Add(at < 0 ? text : fromRight ? text[(at + 1)..] : text[..at]);
            text = at < 0 ? "" : fromRight ? text[..at].TrimEnd() : text[at..].TrimStart();
        }
        if (fromRight) words.Reverse();
        return words;
    }

    private static int FirstBlank(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i])) return i;
        }
        return -1;
    }

    private static int LastBlank(string text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (char.IsWhiteSpace(text[i])) return i;
        }
        return -1;
    }
}
