using System.Text.Json.Nodes;

namespace Onebox.Evaluation.Asking;

/// <summary>How an engine is asked how likely it finds a prompt's tokens: by <c>/v1/completions</c>, in one of the ways that engines have.</summary>
/// <param name="Ours">With <c>logprobs_from</c>: our engine tells the asked part alone, and takes what is before it from the cache.</param>
/// <param name="Echo"><c>echo</c> with <c>logprobs</c>; else vLLM's <c>prompt_logprobs</c>.</param>
/// <param name="MaxTokens">0; 1 for engines that refuse to generate nothing: what they generate is left out.</param>
/// <param name="Several">It takes several prompts in one request.</param>
internal sealed record LikelihoodWay(bool Ours, bool Echo, int MaxTokens, bool Several)
{
    public const string Path = "/v1/completions";

    public static LikelihoodWay Own { get; } = new(Ours: true, Echo: true, MaxTokens: 0, Several: true);

    /// <summary>What an engine elsewhere is tried with, in this order.</summary>
    public static IReadOnlyList<LikelihoodWay> Elsewhere { get; } =
    [
        new(Ours: false, Echo: true, MaxTokens: 0, Several: true),
        new(Ours: false, Echo: true, MaxTokens: 1, Several: true),
        new(Ours: false, Echo: false, MaxTokens: 1, Several: true),
        new(Ours: false, Echo: true, MaxTokens: 1, Several: false),
        new(Ours: false, Echo: false, MaxTokens: 1, Several: false),
    ];

    /// <param name="prompt">A text, texts, or tokens.</param>
    /// <param name="from">The character from which on it is asked; 0 for all.</param>
    public JsonObject Body(JsonNode prompt, int from)
    {
        var body = new JsonObject { ["prompt"] = prompt };
        if (Echo) (body["echo"], body["logprobs"]) = (true, Ours ? 0 : 1);
        else body["prompt_logprobs"] = 0;
        (body["max_tokens"], body["temperature"]) = (MaxTokens, 0);
        if (Ours && from > 0) body["logprobs_from"] = from;
        return body;
    }

    public override string ToString() => Ours ? "our engine's" : $"{(Echo ? "echo with logprobs" : "prompt_logprobs")}, max_tokens {MaxTokens}{(Several ? "" : ", one prompt a request")}";
}
