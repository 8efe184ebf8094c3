using Onebox.Documents.Text;

namespace Onebox.Documents.Ocr;

/// <summary>
/// Puts a line's characters into words. The recogniser was trained mostly on Chinese and loses spaces between Latin words: wherever the picture has a gap as wide as a space
/// between two Latin characters, there is one. Chinese characters stand each for themselves.
/// </summary>
internal static class WordGaps
{
    // Of the line's height; letters in a word stand closer, words farther apart. Digits all take the same room, and a 1 leaves half of it empty; so does a stop in typewriter letters.
    private const double SpaceWidth = 0.165;
    private const double SpaceBetweenDigits = 0.28;
    private const double SpaceBesideOneOrHyphen = 0.22;
    private const double SpaceBeforeStop = 0.45;
    private const double SurelySpace = 0.25;

    // Among letters that stand apart by themselves.
    private const double UsualTimes = 1.2;
    private const double UsualAndMore = 0.083;

    // A cell of a few letters is a unit; that its last one stands alone takes more to believe: of "bar" the r stands far.
    private const double SpaceBeforeLastLetter = 0.45;
    private const int FewLetters = 4;

    /// <param name="text">The characters.</param>
    /// <param name="cut">The line's picture.</param>
    /// <returns>Words with their edges in pixels of the cut.</returns>
    public static List<(string Text, double Left, double Right)> Words(CtcText text, OcrImage cut)
    {
        text = WithoutEdges(text);
        var ink = Ink(cut);
        var usual = UsualGap(text, ink);
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

            var unspaced = Scripts.IsUnspaced(character[0]);
            var (left, right) = Edges(ink, at, Between(text, i - 1, at, cut), Between(text, i + 1, at, cut));
            if (open && (unspaced || Scripts.IsUnspaced(text.Characters[i - 1].Text[0]) || IsSpace(Gap(ink, text.Characters[i - 1].At, at), text.Characters[i - 1].Text[0], character[0], i == text.Characters.Count - 1 && i < FewLetters))) open = false;
            if (open) words[^1] = (words[^1].Text + character, words[^1].Left, Math.Max(words[^1].Right, right));
            else words.Add((character, words.Count > 0 ? Math.Max(words[^1].Right, left) : left, right));
            open = true;
        }

        bool IsSpace(int gap, char before, char after, bool isLast) => isLast && char.IsAsciiLetter(before) && after is > 'a' and <= 'z'
            ? gap >= SpaceBeforeLastLetter * cut.Height
            : gap >= Least(before, after) * cut.Height && (gap >= SurelySpace * cut.Height || gap >= (UsualTimes * usual) + (UsualAndMore * cut.Height));

        // A bullet is no character that the recogniser knows, and no line begins with a question mark.
        if (words.Count > 0 && words[0].Text is "?" or "·" or "●" or "■") words[0] = words[0] with { Text = "•" };
        // A line drawn beside a word is no letter.
        return words.ConvertAll(w => w with { Text = DigitRepair.Repair(w.Text.Trim('|').Replace("℃", "°C", StringComparison.Ordinal).Replace("°°", "°", StringComparison.Ordinal)) }).FindAll(w => w.Text.Length > 0);
    }

    /// <summary>Between the letters of this line: in black and white, and in wide letters, they stand farther apart than elsewhere.</summary>
    private static double UsualGap(CtcText text, bool[] ink)
    {
        List<int> gaps = [];
        for (var i = 1; i < text.Characters.Count; i++)
            if (char.IsAsciiLetter(text.Characters[i - 1].Text[0]) && char.IsAsciiLetter(text.Characters[i].Text[0])) gaps.Add(Gap(ink, text.Characters[i - 1].At, text.Characters[i].At));
        gaps.Sort();
        return gaps.Count == 0 ? 0 : gaps[(gaps.Count - 1) / 2];
    }

    // What is left of a line beside a word, read without conviction.
    private static CtcText WithoutEdges(CtcText text)
    {
        var characters = text.Characters;
        if (characters.Count > 1 && IsEdge(characters[^1])) characters = [.. characters.SkipLast(1)];
        if (characters.Count > 1 && IsEdge(characters[0])) characters = [.. characters.Skip(1)];

        // However sure: nobody ends a line with the only stroke in it.
        if (characters.Count > 1 && characters[^1].Text is "/" or "\\" && char.IsLetterOrDigit(characters[^2].Text[0]) && !characters.SkipLast(1).Any(c => c.Text == characters[^1].Text)) characters = [.. characters.SkipLast(1)];
        return new CtcText(characters);

        static bool IsEdge((string Text, double Confidence, double At) c) => c.Confidence < 0.75 && c.Text is "/" or "\\" or "|" or "[" or "]" or "_";
    }

    private static double Least(char before, char after) => (before, after) switch
    {
        (_, '.' or ',' or ')' or ']') => SpaceBeforeStop,
        _ when char.IsAsciiLetter(before) && char.IsAsciiLetter(after) => SpaceWidth,
        _ when !char.IsAsciiLetter(before) && !char.IsAsciiLetter(after) => SpaceBetweenDigits,
        ('1' or '-', _) or (_, '1' or '-') => SpaceBesideOneOrHyphen,
        _ => SpaceWidth,
    };

    // The middle between a character and its neighbour, at most half a character's width away.
    private static double Between(CtcText text, int neighbour, double at, OcrImage cut)
    {
        var most = cut.Height * 0.5;
        return neighbour < 0 || neighbour >= text.Characters.Count ? most : Math.Min(most, Math.Abs(text.Characters[neighbour].At - at) / 2);
    }

    private static bool[] Ink(OcrImage cut)
    {
        var ink = new bool[cut.Width];
        var threshold = Threshold(cut.Gray);
        // Not the outermost rows: lines above and below reach into them.
        for (var x = 0; x < cut.Width; x++)
            for (var y = cut.Height / 8; y < cut.Height * 7 / 8; y++)
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
        return darkest + ((lightest - darkest) * 3 / 4);
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

    // The ink around a character's place, no farther than to the middles between it and its neighbours.
    private static (double Left, double Right) Edges(bool[] ink, double at, double toLeft, double toRight)
    {
        var (from, to) = (Math.Clamp((int)(at - toLeft), 0, ink.Length - 1), Math.Clamp((int)(at + toRight), 0, ink.Length - 1));
        var (left, right) = (from, to);
        while (left < to && !ink[left]) left++;
        while (right > left && !ink[right]) right--;
        return left < right ? (left, right + 1) : (from, to + 1);
    }
}
