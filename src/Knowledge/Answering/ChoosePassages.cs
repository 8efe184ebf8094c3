using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Answering;

/// <summary>The passages for a question: best first, each thing once, and together no longer than the model's context allows.</summary>
internal static class ChoosePassages
{
    /// <summary>Two texts that share this part of their words say the same.</summary>
    private const double SameFrom = 0.85;

    /// <summary>Texts that say what an earlier one says are left out.</summary>
    public static List<Hit> Distinct(IEnumerable<Hit> hits, int most)
    {
        var (kept, words) = (new List<Hit>(), new List<HashSet<string>>());
        foreach (var hit in hits)
        {
            var mine = TextAnalyzer.Telling(hit.Chunk.Text).ToHashSet(StringComparer.Ordinal);
            if (words.Exists(other => Overlap(mine, other) >= SameFrom)) continue;
            kept.Add(hit);
            words.Add(mine);
            if (kept.Count == most) break;
        }

        return kept;
    }

    /// <summary>As many passages as fit, whole where they do, else the sentences around what was found.</summary>
    /// <param name="fits">Whether the prompt with these passages fits, measured by the model's own tokens.</param>
    public static async Task<List<Passage>> FitAsync(IReadOnlyList<Hit> hits, Func<IReadOnlyList<Passage>, Task<bool>> fits)
    {
        var passages = hits.Select((hit, i) => new Passage(i + 1, hit, 0, hit.Chunk.Text)).ToList();
        // Whole passages first; then every passage narrower, since several narrow ones hold more than one wide one; then fewer.
        foreach (var width in (int[])[int.MaxValue, 1600, 1000, 600])
        {
            var tried = width == int.MaxValue ? passages : [.. passages.Select(p => Narrow(p, width))];
            if (await fits(tried)) return tried;
        }

        for (var count = passages.Count - 1; count > 0; count--)
        {
            var tried = passages.Take(count).Select(p => Narrow(p, 600)).ToList();
            if (await fits(tried)) return tried;
        }

        var last = passages.Take(1).Select(p => Narrow(p, 240)).ToList();
        return last.Count > 0 && await fits(last) ? last : [];
    }

    /// <summary>The window with its neighbours, whole sentences, at most so many characters.</summary>
    private static Passage Narrow(Passage passage, int characters)
    {
        var text = passage.Hit.Chunk.Text;
        if (text.Length <= characters) return passage;
        var centre = passage.Hit.Window is { } window ? window.Start + (window.Length / 2) : 0;
        var sentences = Sentences.Of(text);
        var at = Math.Max(0, sentences.FindLastIndex(s => s.Start.Value <= centre));
        var (first, last) = (at, at);
        int Length() => sentences[last].End.Value - sentences[first].Start.Value;
        while (true)
        {
            var grown = false;
            if (first > 0 && sentences[last].End.Value - sentences[first - 1].Start.Value <= characters) (first, grown) = (first - 1, true);
            if (last + 1 < sentences.Count && sentences[last + 1].End.Value - sentences[first].Start.Value <= characters) (last, grown) = (last + 1, true);
            if (!grown) break;
        }

        var start = sentences[first].Start.Value;
        var length = Math.Min(Length(), characters);
        return passage with { Start = start, Text = text.Substring(start, length).Trim() };
    }

    private static double Overlap(HashSet<string> a, HashSet<string> b)
    {
        if (a.Count == 0 || b.Count == 0) return a.Count == b.Count ? 1 : 0;
        return a.Count(b.Contains) / (double)Math.Max(a.Count, b.Count);
    }
}
