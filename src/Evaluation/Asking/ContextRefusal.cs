namespace Onebox.Evaluation.Asking;

/// <summary>
/// Whether a refusal is over a prompt longer than the context. Ours and OpenAI say so by code; vLLM, SGLang, llama-server and TGI by their words, in which these parts
/// have stood for years.
/// </summary>
internal static class ContextRefusal
{
    private static readonly string[] Words = ["maximum context length", "model's context length", "exceed_context_size", "exceeds the available context size", "context window", "longer than the maximum model length", "`inputs` tokens + `max_new_tokens`"];

    public static bool Says(string message) => Words.Any(w => message.Contains(w, StringComparison.OrdinalIgnoreCase));
}
