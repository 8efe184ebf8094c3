using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Onebox.Datasets.Preparing.Personal;

/// <summary>Finds personal data in a text, and writes masks in its place.</summary>
internal sealed class PersonalData(IReadOnlyCollection<string> kinds)
{
    private const int BeforeCharacters = 40;

    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create("0123456789;>\n");

    private readonly List<PersonalKind> _kinds = [.. PersonalKinds.All.Where(k => kinds.Contains(k.Name, StringComparer.Ordinal))];

    /// <param name="found">Gets the kind of each thing that was masked.</param>
    /// <returns>The text itself when nothing was found.</returns>
    public string Mask(string text, Action<string> found)
    {
        foreach (var kind in _kinds)
        {
            try
            {
                text = Mask(text, kind, found);
            }
            catch (RegexMatchTimeoutException)
            {
                // A text made to be slow: what could not be looked through must not pass as clean.
                found(kind.Name);
                return "<UNREADABLE>";
            }
        }

        return text;
    }

    private static string Mask(string text, PersonalKind kind, Action<string> found)
    {
        StringBuilder? masked = null;
        var (copied, at) = (0, 0);
        while (Next(text, kind.Pattern, at) is { } match)
        {
            var (start, end) = (match.Start.Value, match.End.Value);
            if (!kind.Holds(text.AsSpan(match), Clause(text, start)))
            {
                // What begins with the next word may hold: "Yesterday Maria Schmidt".
                var word = text.AsSpan(match).IndexOfAny(" -.:/");
                at = word <= 0 ? end : start + word + 1;
                continue;
            }

            masked ??= new StringBuilder(text.Length);
            masked.Append(text, copied, start - copied).Append(kind.Mask);
            copied = at = end;
            found(kind.Name);
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    private static Range? Next(string text, Regex pattern, int from)
    {
        foreach (var match in pattern.EnumerateMatches(text, from)) return match.Index..(match.Index + match.Length);
        return null;
    }

    /// <summary>What stands before, back to the last number or clause: a word there can tell what a bare number is.</summary>
    private static ReadOnlySpan<char> Clause(string text, int end)
    {
        var before = text.AsSpan(Math.Max(0, end - BeforeCharacters)..end);
        return before[(before.LastIndexOfAny(ClauseEnds) + 1)..];
    }
}
