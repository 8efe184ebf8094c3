using System.Text;
using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers.Bpe;

/// <summary>What a vocabulary should be.</summary>
/// <param name="Size">Pieces in all: 256 bytes, the special tokens, the merges.</param>
/// <param name="Pre">The splitting of text, by llama.cpp's name (<c>tokenizer.ggml.pre</c>).</param>
/// <param name="SpaceLast">
/// A leading space joins a word's first piece only after all merges among letters, so that a word splits alike with and without a space before it.
/// A model that copies words out of a sentence to the start of its answer has it easier so.
/// </param>
/// <param name="LeastCount">A pair seen more rarely than this is not merged.</param>
public sealed record BpeTraining(int Size, string Pre, IReadOnlyList<string> Special, bool SpaceLast = false, int LeastCount = 2);

/// <summary>Learns byte-level BPE merges from texts: the most frequent pair first, ties to the lower ids (Sennrich et al., 2016). Deterministic.</summary>
public static class BpeTrainer
{
    public static BpeVocabulary Train(IEnumerable<string> texts, BpeTraining training)
    {
        var count = training.Size - 256 - training.Special.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(training));
        var tokens = new List<byte[]>(training.Size);
        for (var b = 0; b < 256; b++)
            tokens.Add([(byte)b]);
        var words = Count(texts, training.Pre);
        var merges = new List<(int Left, int Right)>(count);
        if (!training.SpaceLast)
        {
            new PairCounts(words.Select(w => (Symbols(w.Key, false), w.Value))).Learn(count, training.LeastCount, tokens, merges);
            return new BpeVocabulary(tokens, merges, training);
        }

        // Letters first: as many merges as leave room for each frequent first piece's twin with a space.
        var bare = words.GroupBy(w => w.Key.TrimStart(' ') is { Length: > 0 } t && w.Key.Length - t.Length == 1 ? t : w.Key, StringComparer.Ordinal)
            .Select(g => (Symbols(g.Key, false), g.Sum(w => w.Value)));
        var pairs = new PairCounts(bare);
        pairs.Learn(count * 11 / 20, training.LeastCount, tokens, merges);
        Space(words, count - merges.Count, tokens, merges);
        return new BpeVocabulary(tokens, merges, training);
    }

    /// <summary>The twins with a space, most frequent first.</summary>
    private static void Space(Dictionary<string, long> words, int count, List<byte[]> tokens, List<(int Left, int Right)> merges)
    {
        var table = new MergeTable([.. merges.Select((m, i) => new Merge(m.Left, m.Right, i, 256 + i))]);
        var first = new Dictionary<int, long>();
        foreach (var (word, times) in words)
        {
            if (word.Length < 2 || word[0] != ' ' || word[1] == ' ')
                continue;
            var ids = Symbols(word, true);
            Merger.Merge(ids, new int[ids.Length], table);
            first[ids[0]] = first.GetValueOrDefault(ids[0]) + times;
        }

        foreach (var (id, _) in first.OrderByDescending(f => f.Value).ThenBy(f => f.Key).Take(count))
        {
            tokens.Add([(byte)' ', .. tokens[id]]);
            merges.Add((' ', id));
        }
    }

    private static int[] Symbols(string word, bool skipSpace) => [.. Encoding.UTF8.GetBytes(skipSpace ? word[1..] : word).Select(b => (int)b)];

    private static Dictionary<string, long> Count(IEnumerable<string> texts, string pre)
    {
        var splitter = PreTokenizers.Named(pre);
        var words = new Dictionary<string, long>(StringComparer.Ordinal);
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        var pieces = new List<Piece>();
        foreach (var text in texts)
        {
            pieces.Clear();
            splitter.Split(new Piece(new Text(text), 0, text.Length), pieces);
            foreach (var piece in pieces)
                System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(lookup, piece.Span, out _)++;
        }

        return words;
    }
}
