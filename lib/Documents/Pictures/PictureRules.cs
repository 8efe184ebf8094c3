using Onebox.Documents.Layout;
using Onebox.Documents.Ocr;

namespace Onebox.Documents.Pictures;

/// <summary>Straight dark lines in a picture: runs of dark pixels much longer than any letter's stroke, a little skew allowed.</summary>
internal static class PictureRules
{
    private const double ShortestInches = 0.35;
    private const int Slack = 2;

    public static Rules Find(OcrImage image, double pointsPerPixel, double left, double top)
    {
        var rules = new Rules();
        var shortest = (int)Math.Max(24, ShortestInches * 72 / pointsPerPixel);
        var dark = Threshold(image.Gray);
        foreach (var (at, from, to) in Runs(image.Height, image.Width, (line, along) => image.Gray[(line * image.Width) + along] < dark, shortest))
            rules.AddAcross(top + (at * pointsPerPixel), left + (from * pointsPerPixel), left + (to * pointsPerPixel));
        foreach (var (at, from, to) in Runs(image.Width, image.Height, (line, along) => image.Gray[(along * image.Width) + line] < dark, shortest))
            rules.AddDown(left + (at * pointsPerPixel), top + (from * pointsPerPixel), top + (to * pointsPerPixel));
        return rules;
    }

    // Each run of dark pixels along a line; runs on neighbouring lines that touch are one drawn line, also where it climbs.
    private static List<(double At, double From, double To)> Runs(int lines, int length, Func<int, int, bool> isDark, int shortest)
    {
        var open = new List<(int Last, double Sum, int Count, int From, int To, int Thick)>();
        var done = new List<(double At, double From, double To)>();
        var piece = Math.Max(12, shortest / 3);
        for (var line = 0; line < lines; line++)
        {
            var start = -1;
            var gap = 0;
            for (var along = 0; along <= length; along++)
            {
                if (along < length && isDark(line, along))
                {
                    if (start < 0) start = along;
                    gap = 0;
                }
                else if (start >= 0 && (++gap > Slack || along == length))
                {
                    var end = along - gap + 1;
                    if (end - start >= piece) Merge(open, line, start, end);
                    start = -1;
                    gap = 0;
                }
            }

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

    private static void Merge(List<(int Last, double Sum, int Count, int From, int To, int Thick)> open, int line, int start, int end)
    {
        var at = open.FindIndex(o => start <= o.To + (4 * Slack) && end >= o.From - (4 * Slack));
        if (at < 0)
        {
            open.Add((line, (double)line * (end - start), end - start, start, end, line));
            return;
        }

        var old = open[at];
        open[at] = (line, old.Sum + ((double)line * (end - start)), old.Count + (end - start), Math.Min(old.From, start), Math.Max(old.To, end), old.Thick);
    }

    private static void Close((int Last, double Sum, int Count, int From, int To, int Thick) run, int shortest, List<(double At, double From, double To)> done)
    {
        var length = run.To - run.From;
        // A dark area is no line, and neither are letters in a row.
        if (length >= shortest && run.Last - run.Thick < Math.Max(8, length / 12) && run.Count > 0.6 * length) done.Add((run.Sum / run.Count, run.From, run.To));
    }

    private static int Threshold(byte[] gray)
    {
        long sum = 0;
        for (var i = 0; i < gray.Length; i += 7) sum += gray[i];
        var mean = sum / Math.Max(1, gray.Length / 7);
        return (int)Math.Clamp(mean * 0.83, 60, 205);
    }
}
