using Onebox.Documents.Ocr;

namespace Onebox.Documents.Pictures;

/// <summary>A straight dark line in a picture, in pixels.</summary>
/// <param name="At">Its middle: y if it goes across, x if it goes down.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Pieces">The dark runs that it is made of: their row (or column), beginning and end.</param>
internal sealed record PictureRule(double At, int From, int To, IReadOnlyList<(int Line, int From, int To)> Pieces);

/// <summary>
/// Straight dark lines in a picture: runs of dark pixels much longer than any letter's stroke, a little skew allowed. A scanned line is thin, grey and grainy: a run goes on while
/// most pixels of a short stretch are darker than the paper, and letters in a row are not.
/// </summary>
internal sealed record PictureRules(List<PictureRule> Across, List<PictureRule> Down)
{
    private const int ShortestShare = 22;
    private const int Slack = 2;
    private const int Touch = 5;
    private const int Thickest = 3;

    // Of these many pixels so many are dark.
    private const int Stretch = 12;
    private const int DarkOfStretch = 9;

    public static PictureRules Find(OcrImage image)
    {
        var shortest = Math.Max(24, Math.Min(image.Width, image.Height) / ShortestShare);
        var dark = Threshold(image.Gray);
        return new PictureRules(
            Runs(image.Height, image.Width, image.Width, 1, image.Gray, dark, shortest),
            Runs(image.Width, image.Height, 1, image.Width, image.Gray, dark, shortest));
    }

    /// <returns>The picture without the lines down that cross lines across, that is, without its tables' upright lines: a recogniser takes them for letters.</returns>
    public OcrImage Erased(OcrImage image)
    {
        var crossed = Down.Select(d => (Rule: d, Across: Across.Where(a => Meet(a, d)).Select(a => a.At).ToList())).Where(d => d.Across.Count > 0).ToList();
        if (crossed.Count == 0) return image;
        var gray = (byte[])image.Gray.Clone();
        foreach (var (rule, across) in crossed)
        {
            // A letter's stem may stand right above a line and look like its end: what is beyond the last line across stays.
            var (top, bottom) = across.Count > 1 ? ((int)across.Min() - Touch, (int)across.Max() + Touch) : (rule.From, rule.To);
            foreach (var (line, from, to) in Core(rule))
                for (var y = Math.Max(from, top); y <= Math.Min(Math.Min(image.Height - 1, to), bottom); y++)
                    for (var x = Math.Max(0, line - 1); x <= Math.Min(image.Width - 1, line + 1); x++) gray[(y * image.Width) + x] = 255;
        }

        return image with { Gray = gray };
    }

    // Letters that stand on a line touch it: their strokes are not the line's.
    private static IEnumerable<(int Line, int From, int To)> Core(PictureRule rule) => rule.Pieces.Where(p => Math.Abs(p.Line - rule.At) <= Thickest);

    private static bool Meet(PictureRule across, PictureRule down) =>
        down.At >= across.From - Touch && down.At <= across.To + Touch && across.At >= down.From - Touch && across.At <= down.To + Touch;

    // Each run of dark pixels along a line; runs on neighbouring lines that touch are one drawn line, also where it climbs.
    private static List<PictureRule> Runs(int lines, int length, int lineStride, int stride, byte[] gray, int dark, int shortest)
    {
        var open = new List<Run>();
        var done = new List<PictureRule>();
        var piece = Math.Max(Stretch, shortest / 3);
        for (var line = 0; line < lines; line++)
        {
            foreach (var (start, end) in Dark(line * lineStride, stride, length, gray, dark))
                if (end - start >= piece) Merge(open, line, start, end);
            for (var i = open.Count - 1; i >= 0; i--)
            {
                if (line - open[i].Last <= Slack) continue;
                Close(open[i], shortest, done);
                open.RemoveAt(i);
            }
        }

        foreach (var last in open) Close(last, shortest, done);
        return done;
    }

    /// <summary>Stretches of one row or column that are dark but for grains.</summary>
    private static IEnumerable<(int From, int To)> Dark(int at, int stride, int length, byte[] gray, int dark)
    {
        var (start, last, count) = (-1, -1, 0);
        for (var along = 0; along < length; along++)
        {
            var isDark = gray[at + (along * stride)] < dark;
            if (isDark) count++;
            if (along >= Stretch && gray[at + ((along - Stretch) * stride)] < dark) count--;
            if (isDark && count >= DarkOfStretch)
            {
                if (start < 0)
                {
                    start = Math.Max(0, along - Stretch + 1);
                    while (gray[at + (start * stride)] >= dark) start++;
                }

                last = along;
            }
            else if (start >= 0 && count < DarkOfStretch)
            {
                yield return (start, last + 1);
                start = -1;
            }
        }

        if (start >= 0) yield return (start, last + 1);
    }

    private static void Merge(List<Run> open, int line, int start, int end)
    {
        // A leaning line begins as several pieces that grow towards each other.
        var touched = open.FindAll(o => start <= o.To + Touch && end >= o.From - Touch);
        if (touched.Count == 0) open.Add(new Run { From = start, To = end, Pieces = { (line, start, end) } });
        if (touched.Count == 0) return;
        var run = touched[0];
        foreach (var other in touched.Skip(1))
        {
            (run.From, run.To) = (Math.Min(run.From, other.From), Math.Max(run.To, other.To));
            run.Pieces.AddRange(other.Pieces);
            open.Remove(other);
        }

        (run.From, run.To) = (Math.Min(run.From, start), Math.Max(run.To, end));
        run.Pieces.Add((line, start, end));
    }

    private static void Close(Run run, int shortest, List<PictureRule> done)
    {
        var length = run.To - run.From;
        var ink = run.Pieces.Sum(p => p.To - p.From);
        // A dark area is no line, and neither are letters in a row: they are dark over shorter stretches.
        if (length >= shortest && ink >= 2 * Stretch * run.Pieces.Count && run.Last - run.Pieces.Min(p => p.Line) < Math.Max(8, length / 12) && ink > 0.6 * length)
            done.Add(new PictureRule(run.Pieces.Sum(p => (double)p.Line * (p.To - p.From)) / ink, run.From, run.To, run.Pieces));
    }

    private sealed class Run
    {
        public int From { get; set; }

        public int To { get; set; }

        public List<(int Line, int From, int To)> Pieces { get; } = [];

        public int Last => Pieces[^1].Line;
    }

    // Darker than the paper by more than its grain: scanned lines are thin and grey.
    private static int Threshold(byte[] gray)
    {
        var histogram = new int[256];
        foreach (var g in gray) histogram[g]++;
        var paper = 0;
        for (var i = 1; i < 256; i++)
            if (histogram[i] > histogram[paper]) paper = i;
        double sum = 0, weight = 0;
        for (var i = Math.Max(0, paper - 40); i < Math.Min(256, paper + 40); i++) (sum, weight) = (sum + ((double)histogram[i] * (i - paper) * (i - paper)), weight + histogram[i]);
        return (int)Math.Clamp(paper - Math.Max(30, 2.5 * Math.Sqrt(sum / Math.Max(1, weight))), 40, 225);
    }
}
