using Onebox.Documents.Text;

namespace Onebox.Documents.Ocr;

/// <summary>
/// Puts a line's characters into words. The recogniser was trained mostly on Chinese and loses spaces between Latin words: wherever the picture has a gap as wide as a space
/// between two Latin characters, there is one.
/// </summary>
internal static class WordGaps
{
    // Of the line's height; letters in a word stand closer, words farther apart.
    private const double SpaceWidth = 0.145;

    /// <param name="text">The characters.</param>
    /// <param name="cut">The line's picture.</param>
    /// <returns>Words with their edges in pixels of the cut.</returns>
    public static List<(string Text, double Left, double Right)> Words(CtcText text, OcrImage cut)
    {
        var ink = Ink(cut);
        var words = new List<(string Text, double Left, double Right)>();
        var open = false;
        for (var i = 0; i < text.Characters.Count; i++)
        {
            var (character, _, at) = text.Characters[i];
            if (string.IsNullOrWhiteSpace(character))
            {
                open = false;
                continue;
            }

            var (left, right) = Edges(ink, at);
            if (open && i > 0 && IsLatin(text.Characters[i - 1].Text) && IsLatin(character) && Gap(ink, text.Characters[i - 1].At, at) >= SpaceWidth * cut.Height) open = false;
            if (open) words[^1] = (words[^1].Text + character, words[^1].Left, Math.Max(words[^1].Right, right));
            else words.Add((character, words.Count > 0 ? Math.Max(words[^1].Right, left) : left, right));
            open = true;
        }

        return words;
    }

    private static bool IsLatin(string character) => !Scripts.IsUnspaced(character[0]);

    private static bool[] Ink(OcrImage cut)
    {
        var ink = new bool[cut.Width];
        var threshold = Threshold(cut.Gray);
        // Not the outermost rows: lines above and below reach into them.
        for (var x = 0; x < cut.Width; x++)
            for (var y = cut.Height / 10; y < cut.Height * 9 / 10; y++)
                if (cut.Gray[(y * cut.Width) + x] < threshold)
                {
                    ink[x] = true;
                    break;
                }

        return ink;
    }

    private static int Threshold(byte[] gray)
    {
        int darkest = 255, lightest = 0;
        foreach (var g in gray) (darkest, lightest) = (Math.Min(darkest, g), Math.Max(lightest, g));
        return darkest + ((lightest - darkest) * 6 / 10);
    }

    private static int Gap(bool[] ink, double from, double to)
    {
        var (longest, run) = (0, 0);
        for (var x = Math.Max(0, (int)from); x < Math.Min(ink.Length, (int)to); x++)
        {
            run = ink[x] ? 0 : run + 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    // The ink around a character's place.
    private static (double Left, double Right) Edges(bool[] ink, double at)
    {
        var middle = Math.Clamp((int)at, 0, ink.Length - 1);
        var (left, right) = (middle, middle);
        while (left > 0 && middle - left < LineCut.Height / 2 && (ink[left - 1] || middle - left < 2)) left--;
        while (right < ink.Length - 1 && right - middle < LineCut.Height / 2 && (ink[right + 1] || right - middle < 2)) right++;
        return (left, right + 1);
    }
}
