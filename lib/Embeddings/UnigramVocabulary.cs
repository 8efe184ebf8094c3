using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Onebox.Embeddings;

/// <summary>
/// Cuts text into the pieces whose joint probability is highest (Kudo 2018, https://arxiv.org/abs/1804.10959). Ties, unknown characters and the
/// score after one are settled as the encoder's own tokenizer settles them: other pieces would be another vector.
/// </summary>
internal sealed class UnigramVocabulary
{
    private const int Reserved = 6;
    private const char Space = '\u2581';
    private const int MaxCharacters = 1 << 20;

    private readonly FrozenDictionary<string, int> _ids;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly float[] _scores;
    private readonly int[] _lengths;
    private readonly int _longest;

    private UnigramVocabulary(List<(string Piece, double Score)> pieces)
    {
        var ids = new Dictionary<string, int>(pieces.Count, StringComparer.Ordinal);
        for (var i = Reserved; i < pieces.Count; i++) ids[pieces[i].Piece] = i;
        _ids = ids.ToFrozenDictionary(StringComparer.Ordinal);
        _bySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _scores = [.. pieces.Select(p => (float)p.Score)];
        _lengths = [.. pieces.Select(p => p.Piece.Length)];
        _longest = _lengths.Max();
    }

    public static UnigramVocabulary Load(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            using var json = JsonDocument.Parse(file);
            var pieces = json.RootElement.EnumerateArray().Select(p => (p[0].GetString()!, Score(p[1]))).ToList();
            if (pieces.Count <= Reserved) throw new InvalidDataException($"{path} holds no vocabulary.");
            return new UnigramVocabulary(pieces);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new InvalidDataException($"{path} is not a vocabulary: {error.Message}", error);
        }
    }

    /// <summary>A few pieces have no score in the published file; its own code counts them as 0, which is to say always likely.</summary>
    private static double Score(JsonElement score) => score.ValueKind == JsonValueKind.Null ? 0 : score.GetDouble();

    public List<int> Encode(string text) => Encode(text, out _);

    /// <param name="unknown">Characters that no piece covers.</param>
    public List<int> Encode(string text, out int unknown)
    {
        unknown = 0;
        if (text.Length > MaxCharacters) text = text[..MaxCharacters];
        var normal = Normalize(text);
        if (normal.Length == 0) return [];
        var symbols = (Space + normal).Replace(' ', Space);
        var (best, piece) = (new double[symbols.Length + 1], new int[symbols.Length + 1]);
        for (var start = 0; start < symbols.Length; start++)
        {
            var longest = Math.Min(_longest, symbols.Length - start);
            for (var length = 1; length <= longest; length++)
            {
                if (!_bySpan.TryGetValue(symbols.AsSpan(start, length), out var id)) continue;
                var (end, score) = (start + length, _scores[id] + best[start]);
                if (best[end] != 0 && score < best[end]) continue;
                best[end] = score;
                piece[end] = id;
            }
        }

        var ids = new List<int>();
        for (var at = symbols.Length; at > 0; at -= piece[at] == 0 ? 1 : _lengths[piece[at]])
        {
            if (piece[at] == 0) unknown++;
            // A run of unknown characters is one piece.
            if (piece[at] != 0 || ids.Count == 0 || ids[^1] != 0) ids.Add(piece[at]);
        }

        ids.Reverse();
        return ids;
    }

    private static string Normalize(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair, say: normalise what is left without it.
            return string.Concat(text.EnumerateRunes()).Normalize(NormalizationForm.FormKC);
        }
    }
}
