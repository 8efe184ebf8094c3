using System.IO.Hashing;
using System.Runtime.InteropServices;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>
/// Removes rows that say the same over and over: the repetition rules of Gopher (Rae et al. 2021, https://arxiv.org/abs/2112.11446, table A1):
/// the share of lines that are there before, of characters in the most frequent short phrase, and of characters in long phrases said twice.
/// </summary>
internal sealed class RepetitionStep(StepSettings settings) : IRowStep
{
    private const int LeastWords = 20;
    private const int TopLonger = 4;
    private const int Longest = 10;

    private static readonly double[] Top = [0, 0, 0.20, 0.18, 0.16];
    private static readonly double[] Twice = [0, 0, 0, 0, 0, 0.15, 0.14, 0.13, 0.12, 0.11, 0.10];

    private readonly double _lines = settings.Number("max-repeated-lines", 0, 1) ?? 0.30;
    private readonly double _factor = settings.Number("tolerance", 0.1, 10) ?? 1;

    public StepResult Apply(DatasetRow row)
    {
        var text = row.Messages is { Count: > 0 } messages ? string.Join('\n', messages.Where(m => m.Role == "assistant").Select(m => m.Content)) : RowText.Joined(row);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length >= 4 && lines.Length - lines.Distinct(StringComparer.Ordinal).Count() > lines.Length * _lines) return StepResult.Removed("repeated lines");
        var words = Words.Of(text);
        if (words.Count < LeastWords) return StepResult.Kept(row);
        var total = words.Sum(w => w.End.Value - w.Start.Value);
        for (var n = 2; n <= Longest; n++)
        {
            var (most, twice) = Count(text, words, n);
            if (n <= TopLonger && most > total * Top[n] * _factor) return StepResult.Removed($"repeated phrases: {n} words");
            if (n > TopLonger && twice > total * Twice[n] * _factor) return StepResult.Removed($"repeated phrases: {n} words");
        }

        return StepResult.Kept(row);
    }

    /// <summary>Characters in the most frequent phrase of n words (when it is there twice), and in phrases that were there before.</summary>
    private static (long Most, long Twice) Count(string text, List<Range> words, int n)
    {
        var counts = new Dictionary<ulong, (int Count, int Length)>();
        var covered = 0; // words up to here are counted already: overlapping phrases count their characters once
        var twice = 0L;
        for (var i = 0; i + n <= words.Count; i++)
        {
            var (hash, length) = Phrase(text, words, i, n);
            ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, hash, out var before);
            seen = (seen.Count + 1, length);
            if (!before) continue;
            for (var w = Math.Max(i, covered); w < i + n; w++) twice += words[w].End.Value - words[w].Start.Value;
            covered = i + n;
        }

        return (counts.Values.Where(c => c.Count > 1).Select(c => (long)c.Count * c.Length).DefaultIfEmpty().Max(), twice);
    }

    private static (ulong Hash, int Length) Phrase(string text, List<Range> words, int from, int n)
    {
        var (hash, length) = (0UL, 0);
        for (var w = from; w < from + n; w++)
        {
            var word = text.AsSpan(words[w]);
            hash = (hash * 0x9E3779B97F4A7C15) + XxHash3.HashToUInt64(MemoryMarshal.AsBytes(word));
            length += word.Length;
        }

        return (hash, length);
    }
}
