using System.Text;
using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Completions;

/// <summary>A prompt as an answer repeats it.</summary>
internal sealed class PromptEcho
{
    private readonly int[] _tokens;

    /// <param name="from">The first token to tell the probability of; at least 1, because nothing is before the very first.</param>
    public PromptEcho(Prompt prompt, int from, Vocabulary vocabulary)
    {
        (_tokens, From) = (prompt.Tokens, from);
        Utf8 = Encoding.UTF8.GetBytes(prompt.Text ?? vocabulary.Detokenize(prompt.Tokens, removeSpecial: true));
        Lead = LeadOf(prompt.Tokens, vocabulary, Utf8);
    }

    /// <summary>The first token with a probability. What is before it may come from the prefix cache.</summary>
    public int From { get; }

    /// <summary>The token before all others, which has no probability; -1 in an empty prompt, and where the probabilities begin later.</summary>
    public int First => From > 1 || _tokens.Length == 0 ? -1 : _tokens[0];

    /// <summary>Tokens that the probabilities do not tell of.</summary>
    public ReadOnlySpan<int> Skipped => From > 1 ? _tokens.AsSpan(0, From) : default;

    /// <summary>The text.</summary>
    public byte[] Utf8 { get; }

    /// <summary>Characters that the tokens have before the text begins: 1 where the tokenizer has put a space in front.</summary>
    public int Lead { get; }

    /// <summary>
    /// Reads <c>logprobs_from</c>: where the part begins whose probabilities are asked for, in characters of a text and in tokens of a prompt of
    /// tokens; one number for all prompts, or one for each. A text's part begins with the token after those of the text before it, as
    /// lm-evaluation-harness counts a continuation. At least the last token is told.
    /// </summary>
    public static IReadOnlyList<PromptEcho> Read(Fields fields, IReadOnlyList<Prompt> prompts, Vocabulary vocabulary)
    {
        const string name = "logprobs_from";
        var value = fields.Value(name);
        if (value is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() != prompts.Count) throw fields.Wrong(name, "must have one number for each prompt.");
        return [.. prompts.Select((prompt, i) => new PromptEcho(prompt, FromOf(prompt, value switch
        {
            null => 0,
            { ValueKind: JsonValueKind.Array } all => Number(all[i]),
            { } one => Number(one),
        }), vocabulary))];

        int Number(JsonElement number) =>
            number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var from) && from >= 0 ? from : throw fields.Wrong(name, "must be a number from 0, or one for each prompt.");

        int FromOf(Prompt prompt, int from)
        {
            if (from == 0 || prompt.Tokens.Length == 0) return 1;
            var before = prompt.Text is { } text ? vocabulary.Tokenize(text[..Units(text, from)]).Length : from;
            return Math.Clamp(before, 1, Math.Max(1, prompt.Tokens.Length - 1));
        }
    }

    /// <summary>How many UTF-16 units the first <paramref name="characters"/> of a text take.</summary>
    private static int Units(string text, int characters)
    {
        var at = 0;
        while (characters-- > 0 && at < text.Length) at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? 2 : 1;
        return at;
    }

    private static int LeadOf(int[] tokens, Vocabulary vocabulary, byte[] text)
    {
        foreach (var token in tokens)
        {
            var piece = vocabulary.Piece(token);
            if (piece.Length > 0) return piece[0] == (byte)' ' && (text.Length == 0 || text[0] != (byte)' ') ? 1 : 0;
        }

        return 0;
    }
}
