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

    private readonly PieceTrie _pieces = new();
    private readonly float[] _scores;
    private readonly int[] _lengths;

    private UnigramVocabulary(List<(string Piece, double Score)> pieces)
    {
        for (var i = Reserved; i < pieces.Count; i++) _pieces.Add(pieces[i].Piece, i);
        _scores = [.. pieces.Select(p => (float)p.Score)];
        _lengths = [.. pieces.Select(p => p.Piece.Length)];
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
            var node = PieceTrie.Root;
            for (var end = start + 1; end <= symbols.Length && _pieces.TryStep(ref node, symbols[end - 1]); end++)
            {
                if (_pieces.At(node) is not (> 0 and var id)) continue;
                var score = _scores[id] + best[start];
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
