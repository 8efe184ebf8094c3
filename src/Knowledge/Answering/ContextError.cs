using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Answering;

/// <summary>An engine's refusal because prompt and answer are longer than what it reads at once, in the words of the engines in use: ours, OpenAI's, vLLM's, SGLang's, llama-server's.</summary>
/// <param name="Limit">The engine's context in its own tokens; null when it does not tell.</param>
/// <param name="Prompt">The prompt's length in its own tokens; null when it does not tell.</param>
internal sealed partial record ContextError(int? Limit, int? Prompt, string Message)
{
    /// <param name="error">The value of <c>error</c> in an answer.</param>
    /// <returns>Null for another error.</returns>
    public static ContextError? Of(JsonElement error)
    {
        var message = Text(error, "message") ?? (error.ValueKind == JsonValueKind.String ? error.GetString()! : "");
        var named = Text(error, "code") is "context_length_exceeded" || Text(error, "type") is "exceed_context_size_error";
        if (!named && !Said().IsMatch(message)) return null;
        return new ContextError(Number(error, "n_ctx") ?? First(LimitSaid(), message), Number(error, "n_prompt_tokens") ?? First(PromptSaid(), message), message);
    }

    private static string? Text(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static int? First(Regex pattern, string text) =>
        pattern.Match(text) is { Success: true } match && int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    [GeneratedRegex(@"context (length|size|window)|maximum (model|context) len|too many tokens|max_model_len", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Said();

    // "maximum context length is 2048 tokens", "the model's context length (512 tokens)", "available context size (512 tokens)"; ours: "takes at most 1023".
    [GeneratedRegex(@"context( length| size| window)?[^0-9]{0,40}?(?<number>\d+)|takes at most (?<number>\d+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LimitSaid();

    // "(1844 in the messages", "your messages resulted in 5000 tokens", "has 400 input tokens", "The input (1000 tokens)", "1844 tokens from the input messages".
    [GeneratedRegex(@"\((?<number>\d+) in the |resulted in (?<number>\d+) tokens|(?<number>\d+) input tokens|input \((?<number>\d+) tokens|(?<number>\d+) tokens from the input|prompt (of|has|with) (?<number>\d+) tokens", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PromptSaid();
}

/// <summary>The prompt was longer than what the engine reads.</summary>
internal sealed class PromptTooLongException(ContextError error) : Exception(error.Message)
{
    public ContextError Error { get; } = error;
}
