using System.Text;
using Onebox.Documents.Text;

namespace Onebox.Documents.Layout;

/// <summary>Joins lines of one sentence: hyphens at line ends go, spaces come where the script has them.</summary>
internal static class LineJoint
{
    public static void Append(StringBuilder text, string line)
    {
        if (line.Length == 0) return;
        if (text.Length == 0)
        {
            text.Append(line);
            return;
        }

        if (text.Length > 1 && text[^1] is '-' or '\u00AD' or '\u2010' && char.IsLower(line[0]) && char.IsLetter(text[^2]))
        {
            text.Length--;
            text.Append(line);
            return;
        }

        // A hyphen before a capital or a digit is part of the word: it continues without a space.
        if (text[^1] is '-' && text.Length > 1 && char.IsLetterOrDigit(text[^2]) && char.IsLetterOrDigit(line[0]))
        {
            text.Append(line);
            return;
        }

        if (!Scripts.IsUnspaced(text[^1]) && !Scripts.IsUnspaced(line[0])) text.Append(' ');
        text.Append(line);
    }
}
