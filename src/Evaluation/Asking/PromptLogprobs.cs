using System.Text.Json;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Asking;

/// <summary>Reads how likely the end of a prompt was out of one choice of an answer of <c>/v1/completions</c>.</summary>
internal static class PromptLogprobs
{
    /// <param name="prompt">As it was sent; null for tokens, which only our engine is sent.</param>
    /// <param name="from">The character (a code point) from which on tokens count.</param>
    /// <param name="generated">How many tokens at the end are no part of the prompt.</param>
    /// <returns>Null where the choice does not tell.</returns>
    public static Likelihood? Read(JsonElement choice, LikelihoodWay way, string? prompt, int from, int generated)
    {
        var tokens = way.Echo ? Echoed(choice, way, prompt) : Told(choice);
        if (tokens is null) return null;
        if (!way.Ours && way.Echo && generated > 0) tokens.RemoveRange(Math.Max(0, tokens.Count - generated), Math.Min(generated, tokens.Count));
        // Our engine has cut off what is before.
        return way.Ours || prompt is null ? Sum(tokens) : From(tokens, from, LengthOf(prompt));
    }

    /// <summary>In code points, as <c>text_offset</c> counts.</summary>
    public static int LengthOf(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static List<Token>? Echoed(JsonElement choice, LikelihoodWay way, string? prompt)
    {
        if (!choice.TryGetProperty("logprobs", out var logprobs) || logprobs.ValueKind != JsonValueKind.Object) return null;
        if (!logprobs.TryGetProperty("token_logprobs", out var values) || values.ValueKind != JsonValueKind.Array) return null;
        if (way.Ours) return [.. values.EnumerateArray().Select(v => new Token(Number(v), 0))];
        // An engine that does not know echo answers with what it has generated, and with the probabilities of that.
        if (prompt is not null && (!choice.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String || !text.GetString()!.StartsWith(prompt[..Math.Min(prompt.Length, 16)], StringComparison.Ordinal))) return null;
        if (!logprobs.TryGetProperty("tokens", out var tokens) || tokens.ValueKind != JsonValueKind.Array || tokens.GetArrayLength() != values.GetArrayLength()) return null;
        return [.. values.EnumerateArray().Zip(tokens.EnumerateArray(), (v, t) => new Token(Number(v), LengthOf(t.ToString())))];
    }

    // For each token of the prompt null (the first) or an object of one entry: the token's id with its log-probability and its text.
    private static List<Token>? Told(JsonElement choice)
    {
        if (!choice.TryGetProperty("prompt_logprobs", out var told) || told.ValueKind != JsonValueKind.Array) return null;
        List<Token> tokens = [];
        foreach (var position in told.EnumerateArray())
        {
            var entry = position.ValueKind == JsonValueKind.Object ? position.EnumerateObject().Select(p => p.Value).FirstOrDefault() : default;
            if (entry.ValueKind != JsonValueKind.Object) tokens.Add(new Token(null, 0));
            else if (entry.TryGetProperty("logprob", out var value) && entry.TryGetProperty("decoded_token", out var text) && text.ValueKind == JsonValueKind.String) tokens.Add(new Token(Number(value), LengthOf(text.GetString()!)));
            else return null;
        }

        return tokens;
    }

    /// <summary>
    /// The tokens that begin at <paramref name="from"/> or later. Their places are counted from the prompt's end, because what an engine puts before it (a
    /// beginning of text with a name of its own) moves all places counted from the start, those in <c>text_offset</c> too.
    /// </summary>
    private static Likelihood? From(List<Token> tokens, int from, int length)
    {
        double sum = 0;
        var (count, at) = (0, length);
        for (var i = tokens.Count - 1; i >= 0 && at > from; i--)
        {
            at -= tokens[i].Length;
            if (at < from) break;
            if (tokens[i].Logprob is not { } value) continue;
            sum += value;
            count++;
        }

        return count > 0 ? new Likelihood(sum, count) : null;
    }

    private static Likelihood? Sum(List<Token> tokens)
    {
        var values = tokens.Select(t => t.Logprob).OfType<double>().ToList();
        return new Likelihood(values.Sum(), values.Count);
    }

    private static double? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    /// <param name="Length">Of its text, in code points.</param>
    private sealed record Token(double? Logprob, int Length);
}
