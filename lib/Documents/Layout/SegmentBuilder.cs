using System.Text;
using System.Text.RegularExpressions;
using Onebox.Documents.Text;

namespace Onebox.Documents.Layout;

/// <summary>Characters → words → pieces of lines, by their places alone: the order in the file means nothing.</summary>
internal static partial class SegmentBuilder
{
    // In widths of the font's size. A word space is about 0.25, in justified lines up to 1; columns and cells are farther apart.
    private const double WordGap = 0.17;
    private const double TightWordGap = 0.09;
    private const double MixedScriptGap = 0.55;
    private const double SegmentGap = 1.3;
    private const double BaselineTolerance = 0.3;

    public static List<Segment> Build(IReadOnlyList<Glyph> glyphs)
    {
        var segments = new List<Segment>();
        foreach (var line in Lines(glyphs)) Cut(line, segments);
        return segments;
    }

    private static List<List<Glyph>> Lines(IReadOnlyList<Glyph> glyphs)
    {
        var lines = new List<List<Glyph>>();
        foreach (var glyph in glyphs.OrderBy(g => g.Baseline).ThenBy(g => g.Area.Left))
        {
            if (lines.Count > 0 && glyph.Baseline - lines[^1][^1].Baseline <= BaselineTolerance * Math.Min(glyph.Size, lines[^1][^1].Size)
                && glyph.Baseline - lines[^1][0].Baseline <= 2 * BaselineTolerance * glyph.Size) lines[^1].Add(glyph);
            else lines.Add([glyph]);
        }

        JoinRaised(lines);
        return lines;
    }

    // Superscripts and subscripts stand on lines of their own by their baselines; they belong to the larger line that they overlap and touch.
    private static void JoinRaised(List<List<Glyph>> lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var size = lines[i].Max(g => g.Size);
            foreach (var neighbour in (int[])[i + 1, i - 1])
            {
                if (neighbour < 0 || neighbour >= lines.Count) continue;
                var larger = lines[neighbour].Max(g => g.Size);
                if (size > 0.85 * larger || Math.Abs(lines[i][0].Baseline - lines[neighbour][0].Baseline) > 0.6 * larger) continue;
                var area = Area.Of(lines[neighbour].Select(g => g.Area));
                if (!lines[i].All(g => g.Area.Right > area.Left - larger && g.Area.Left < area.Right + larger)) continue;
                lines[neighbour].AddRange(lines[i]);
                lines.RemoveAt(i);
                break;
            }
        }
    }

    private static void Cut(List<Glyph> line, List<Segment> segments)
    {
        line.Sort((a, b) => a.Area.Left.CompareTo(b.Area.Left));
        var text = new StringBuilder();
        var kept = new List<Glyph>();
        var words = new List<(string Text, double Left, double Right)>();
        var word = 0;
        var wordStart = 0;
        var spaced = false;
        var wordGap = WordGapOf(line);
        for (var i = 0; i < line.Count; i++)
        {
            var glyph = line[i];
            if (string.IsNullOrWhiteSpace(glyph.Text))
            {
                spaced = true;
                continue;
            }

            if (kept.Count > 0)
            {
                var before = kept[^1];
                // Bold made by printing twice.
                if (before.Text == glyph.Text && Math.Abs(before.Area.Left - glyph.Area.Left) < 0.12 * glyph.Size && Math.Abs(before.Baseline - glyph.Baseline) < 0.12 * glyph.Size) continue;
                var gap = (glyph.Area.Left - before.Area.Right) / Math.Max(1, Math.Min(before.Size, glyph.Size) > 0.6 * glyph.Size ? glyph.Size : before.Size);
                if (gap > SegmentGap && !(gap < 4 && (IsMarker(text.ToString()) || BeginsWithMarker(text, line, i))))
                {
                    EndWord();
                    segments.Add(Make(text, kept, words));
                    text.Clear();
                    kept.Clear();
                    words.Clear();
                    word = wordStart = 0;
                }
                else if (IsWordEnd(before.Text, glyph.Text, gap, spaced, before.Mono && glyph.Mono ? WordGap : wordGap))
                {
                    EndWord();
                    text.Append(' ');
                    word = text.Length;
                }
            }

            text.Append(VisualOrder.Seen(glyph.Text));
            kept.Add(glyph);
            spaced = false;
        }

        if (kept.Count == 0) return;
        EndWord();
        segments.Add(Make(text, kept, words));

        void EndWord()
        {
            var letters = text.ToString(word, text.Length - word);
            words.Add((VisualOrder.Read(letters), kept[wordStart].Area.Left, kept.Skip(wordStart).Max(g => g.Area.Right)));
            wordStart = kept.Count;
        }
    }

    /// <summary>A justified line may be set so tight that its spaces are narrower than any threshold: it shows by words longer than people write.</summary>
    private static double WordGapOf(List<Glyph> line)
    {
        int letters = 0, words = 1, tight = 1;
        for (var i = 1; i < line.Count; i++)
        {
            var (before, after) = (line[i - 1], line[i]);
            if (string.IsNullOrWhiteSpace(before.Text) || string.IsNullOrWhiteSpace(after.Text) || Scripts.IsUnspaced(before.Text[^1]) || Scripts.IsUnspaced(after.Text[0])) return WordGap;
            // Typewriter letters stand apart by themselves.
            if (after.Mono) continue;
            letters++;
            var gap = (after.Area.Left - before.Area.Right) / Math.Max(1, after.Size);
            if (gap > WordGap) words++;
            if (gap > TightWordGap) tight++;
        }

        return letters > 30 && letters > 16 * words && letters > 3 * tight && letters < 12 * tight ? TightWordGap : WordGap;
    }

    private static bool IsWordEnd(string before, string after, double gap, bool spaced, double wordGap)
    {
        var left = Scripts.IsUnspaced(before[^1]);
        var right = Scripts.IsUnspaced(after[0]);
        if (left && right) return gap > (spaced ? 0.3 : 1.2);
        if (spaced) return gap > 0.08 || !(left || right);
        return gap > (left || right ? MixedScriptGap : wordGap);
    }

    /// <summary>A bullet or number stands farther from its item than words from each other.</summary>
    public static bool IsMarker(string text) => text.Length < 8 && Marker().IsMatch(text);

    private static Segment Make(StringBuilder text, List<Glyph> glyphs, List<(string Text, double Left, double Right)> words)
    {
        var characters = Math.Max(1, glyphs.Sum(g => g.Text.Length));
        var size = glyphs.GroupBy(g => Math.Round(g.Size * 2) / 2).MaxBy(g => g.Sum(x => x.Text.Length))!.Key;
        var confidences = glyphs.Where(g => g.Confidence is not null).ToList();
        return new Segment(
            VisualOrder.Read(text.ToString()), Area.Of(glyphs.Select(g => g.Area)), glyphs.GroupBy(g => Math.Round(g.Baseline, 1)).MaxBy(g => g.Count())!.Key, size,
            glyphs.Where(g => g.Bold).Sum(g => g.Text.Length) > 0.8 * characters, glyphs.Where(g => g.Mono).Sum(g => g.Text.Length) > 0.9 * characters,
            confidences.Count == 0 ? null : confidences.Sum(g => g.Confidence!.Value * g.Text.Length) / Math.Max(1, confidences.Sum(g => g.Text.Length)),
            words.ToArray());
    }

    /// <summary>A line from right to left begins at its end: the rest of it is the marker.</summary>
    private static bool BeginsWithMarker(StringBuilder text, List<Glyph> line, int at)
    {
        if (!VisualOrder.HasRightToLeft(text.ToString())) return false;
        var rest = new StringBuilder();
        for (var i = at; i < line.Count && rest.Length < 8; i++) rest.Append(line[i].Text.AsSpan().Trim());
        var seen = rest.ToString();
        return rest.Length < 8 && (Marker().IsMatch(seen) || Marker().IsMatch(string.Concat(seen.Reverse())));
    }

    /// <summary>A bullet or number before a list's item.</summary>
    [GeneratedRegex(@"^([-–—•‣◦▪■□●○·*➢✓\uF0B7\uF0A7]|\d{1,3}[.)、]|[(（]\d{1,3}[)）]|[a-z][.)]|[A-Z]\)|[①-⑳]|[ivx]{1,5}[.)]|[一二三四五六七八九十]{1,3}、|o)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marker();
}
