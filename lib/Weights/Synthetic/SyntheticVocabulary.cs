namespace Onebox.Weights;

/// <summary>
/// A SentencePiece vocabulary (GGUF's tokenizer model <c>llama</c>) of any size from 355 tokens: unknown, begin, end, the 256
/// bytes, printable ASCII, and then pieces of two, three and four letters, each of which merges from shorter ones. It
/// tokenizes and detokenizes any text, and does so the same on every machine.
/// </summary>
internal static class SyntheticVocabulary
{
    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;
    private const int Byte = 6;
    private const char Space = '\u2581'; // SentencePiece writes a space as LOWER ONE EIGHTH BLOCK

    /// <exception cref="ArgumentOutOfRangeException">Too small for the bytes and ASCII, or larger than all pieces.</exception>
    public static IEnumerable<KeyValuePair<string, GgufValue>> Metadata(int size)
    {
        var tokens = new List<string>(size);
        var types = new List<int>(size);
        foreach (var (text, type) in Tokens().Take(size))
        {
            tokens.Add(text);
            types.Add(type);
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(size, Smallest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, tokens.Count);
        // Earlier pieces are better: scores fall, as those of a trained vocabulary do.
        var scores = types.Select((type, index) => type == Normal ? -(float)index : 0f).ToList();
        yield return new("tokenizer.ggml.model", GgufValue.Of("llama"));
        yield return new("tokenizer.ggml.tokens", GgufValue.Of(GgufArray.Of(tokens)));
        yield return new("tokenizer.ggml.scores", GgufValue.Of(GgufArray.Of(scores)));
        yield return new("tokenizer.ggml.token_type", GgufValue.Of(GgufArray.Of(types)));
        yield return new("tokenizer.ggml.bos_token_id", GgufValue.Of(1u));
        yield return new("tokenizer.ggml.eos_token_id", GgufValue.Of(2u));
        yield return new("tokenizer.ggml.unknown_token_id", GgufValue.Of(0u));
        yield return new("tokenizer.ggml.add_bos_token", GgufValue.Of(true));
        yield return new("tokenizer.ggml.add_eos_token", GgufValue.Of(false));
    }

    public static int Smallest => 3 + 256 + 1 + ('~' - '!' + 1);

    private static IEnumerable<(string Text, int Type)> Tokens()
    {
        yield return ("<unk>", Unknown);
        yield return ("<s>", Control);
        yield return ("</s>", Control);
        for (var value = 0; value < 256; value++)
            yield return ($"<0x{value:X2}>", Byte);
        yield return (Space.ToString(), Normal);
        for (var character = '!'; character <= '~'; character++)
            yield return (character.ToString(), Normal);
        for (var letters = 2; letters <= 4; letters++)
        {
            foreach (var piece in Pieces(letters))
                yield return (piece, Normal);
        }
    }

    /// <summary>All pieces of so many letters, of which the first may be a space.</summary>
    private static IEnumerable<string> Pieces(int letters)
    {
        if (letters == 0)
            return [""];
        return Pieces(letters - 1).SelectMany(_ => Letters, (piece, letter) => piece + letter)
            .Concat(letters == 1 ? [Space.ToString()] : []);
    }

    private static IEnumerable<char> Letters => Enumerable.Range('a', 26).Select(letter => (char)letter);
}
