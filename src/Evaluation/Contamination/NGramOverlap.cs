using System.IO.Hashing;
using System.Runtime.InteropServices;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Contamination;

/// <summary>
/// Finds test items whose words were in training data: n-grams of 13 words, as for GPT-3 (Brown et al. 2020, appendix C), and of 8, as for PaLM, where an item
/// has fewer than 13. The items are indexed, not the training data: that may be larger than memory and is read once. N-grams are compared by 64-bit hashes.
/// </summary>
internal sealed class NGramOverlap
{
    public const int Long = 13, Short = 8;

    private readonly Dictionary<ulong, bool> _seen = [];
    private readonly List<ulong[]> _items = [];

    /// <summary>Adds a test item. One of fewer than <see cref="Short"/> words says too little to be recognised: it counts as clean.</summary>
    public void Add(string item)
    {
        var words = Words(item);
        var grams = Grams(words, words.Count >= Long ? Long : Short).Distinct().ToArray();
        foreach (var gram in grams) _seen.TryAdd(gram, false);
        _items.Add(grams);
    }

    /// <summary>Reads a text of the training data.</summary>
    public void Read(string text)
    {
        if (_seen.Count == 0) return;
        var words = Words(text);
        Mark(words, Long);
        Mark(words, Short);
    }

    /// <summary>For each item, in the order they were added, the share of its n-grams that the training data has; 0 for a clean one.</summary>
    public IReadOnlyList<double> Shares() => [.. _items.Select(grams => grams.Length == 0 ? 0 : (double)grams.Count(g => _seen[g]) / grams.Length)];

    private void Mark(List<string> words, int n)
    {
        foreach (var gram in Grams(words, n))
        {
            ref var seen = ref CollectionsMarshal.GetValueRefOrNullRef(_seen, gram);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref seen)) seen = true;
        }
    }

    private static List<string> Words(string text) => RougeL.Words(text);

    private static IEnumerable<ulong> Grams(List<string> words, int n)
    {
        if (words.Count < n) yield break;
        var hashes = words.Select(w => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(w.AsSpan()))).ToArray();
        for (var i = 0; i + n <= hashes.Length; i++)
        {
            // n takes part, so that grams of both lengths can share one table.
            yield return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(hashes.AsSpan(i, n)), n);
        }
    }
}
