using System.Buffers;
using System.Globalization;
using System.Text;
using Onebox.Tokenizers.Bpe;

namespace Onebox.Tokenizers.Decoding;

/// <summary>A token's text as its file writes it. Added tokens are text as they stand.</summary>
internal readonly record struct DecodedPiece(string Text, bool Added);

internal interface IDecoder
{
    string Decode(List<DecodedPiece> pieces);
}

/// <summary>Tokens written in GPT-2's byte alphabet. Bytes that are no UTF-8 (an answer cut in mid-character) become U+FFFD.</summary>
internal sealed class ByteLevelDecoder : IDecoder
{
    public string Decode(List<DecodedPiece> pieces)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var (text, added) in pieces)
            bytes.Write(added ? Encoding.UTF8.GetBytes(text) : ByteAlphabet.Read(text));
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}

/// <summary>Steps on the list of tokens, then all joined: SentencePiece's way.</summary>
internal sealed class StepDecoder(IReadOnlyList<Action<List<string>>> steps, string separator = "") : IDecoder
{
    public string Decode(List<DecodedPiece> pieces)
    {
        var texts = pieces.ConvertAll(p => p.Text);
        foreach (var step in steps)
            step(texts);
        return string.Join(separator, texts);
    }
}

/// <summary>The steps that tokenizer.json knows.</summary>
internal static class DecoderSteps
{
    public static Action<List<string>> Replace(string what, string with) => tokens => Each(tokens, (t, _) => t.Replace(what, with, StringComparison.Ordinal));

    public static Action<List<string>> Fuse() => tokens =>
    {
        var all = string.Concat(tokens);
        tokens.Clear();
        tokens.Add(all);
    };

    public static Action<List<string>> Strip(char what, int start, int stop) => tokens => Each(tokens, (t, _) =>
    {
        var (from, to) = (0, t.Length);
        while (from < to && from < start && t[from] == what)
            from++;
        while (to > from && t.Length - to < stop && t[to - 1] == what)
            to--;
        return t[from..to];
    });

    /// <summary>The mark for a space becomes one; the first token loses the one that was put before the text.</summary>
    public static Action<List<string>> Metaspace(char mark, bool prefix) => tokens => Each(tokens, (t, i) => (i == 0 && prefix && t.Length > 0 && t[0] == mark ? t[1..] : t).Replace(mark, ' '));

    /// <summary><c>&lt;0xE4&gt;</c> tokens become the characters that their bytes spell; each byte that spells none becomes U+FFFD.</summary>
    public static Action<List<string>> ByteFallback() => tokens =>
    {
        var output = new List<string>(tokens.Count);
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            if (token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>' && byte.TryParse(token.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                continue;
            }

            Flush(bytes, output);
            output.Add(token);
        }

        Flush(bytes, output);
        tokens.Clear();
        tokens.AddRange(output);
    };

    private static void Flush(List<byte> bytes, List<string> output)
    {
        if (bytes.Count == 0)
            return;
        try
        {
            output.Add(Strict.GetString([.. bytes]));
        }
        catch (DecoderFallbackException)
        {
            output.Add(new string('\uFFFD', bytes.Count));
        }

        bytes.Clear();
    }

    private static readonly UTF8Encoding Strict = new(false, true);

    private static void Each(List<string> tokens, Func<string, int, string> change)
    {
        for (var i = 0; i < tokens.Count; i++)
            tokens[i] = change(tokens[i], i);
    }
}
