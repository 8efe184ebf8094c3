using System.Text;
using System.Text.RegularExpressions;

namespace Onebox.Datasets.Preparing.Personal;

/// <summary>Finds personal data in a text, and writes masks in its place.</summary>
internal sealed class PersonalData(IReadOnlyCollection<string> kinds)
{
    private const int BeforeCharacters = 40;

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
        var copied = 0;
        foreach (var match in kind.Pattern.EnumerateMatches(text))
        {
            var before = text.AsSpan(Math.Max(0, match.Index - BeforeCharacters)..match.Index);
            if (!kind.Holds(text.AsSpan(match.Index, match.Length), before)) continue;
            masked ??= new StringBuilder(text.Length);
            masked.Append(text, copied, match.Index - copied).Append(kind.Mask);
            copied = match.Index + match.Length;
            found(kind.Name);
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }
}
