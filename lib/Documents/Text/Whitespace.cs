using System.Text;

namespace Onebox.Documents.Text;

internal static class Whitespace
{
    /// <returns>Runs of white space as one space, none at the ends.</returns>
    public static string Collapse(ReadOnlySpan<char> text)
    {
        var collapsed = new StringBuilder(text.Length);
        var pending = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF' or '\u00AD')
            {
                pending |= char.IsWhiteSpace(c);
                continue;
            }

            if (pending && collapsed.Length > 0) collapsed.Append(' ');
            pending = false;
            collapsed.Append(c);
        }

        return collapsed.ToString();
    }

    /// <returns>Each line collapsed; empty lines at the ends are gone.</returns>
    public static string CollapseLines(string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? string.Join('\n', text.Split('\n').Select(l => Collapse(l))).Trim('\n') : Collapse(text);
}
