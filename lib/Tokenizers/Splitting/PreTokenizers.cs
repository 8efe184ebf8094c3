namespace Onebox.Tokenizers.Splitting;

/// <summary>Splittings by the names that GGUF files give them (<c>tokenizer.ggml.pre</c>).</summary>
internal static class PreTokenizers
{
    public static IPreTokenizer Named(string pre) => PatternsOf(pre) is [var one] ? new PatternSplit(one) : new Sequence([.. PatternsOf(pre).Select(p => new PatternSplit(p))]);

    /// <summary>The patterns of a splitting, applied one after another.</summary>
    public static IReadOnlyList<string> PatternsOf(string pre) => pre switch
    {
        "default" or "gpt-2" or "gpt2" or "mpt" or "olmo" or "jais" or "phi-2" or "roberta-bpe" => [Patterns.Gpt2],
        "llama3" or "llama-v3" or "llama-bpe" or "falcon3" or "smaug-bpe" or "dbrx" => [Patterns.Llama3],
        "qwen2" or "deepseek-r1-qwen" or "megrez" or "stablelm2" => [Patterns.Qwen2],
        "smollm" or "starcoder" or "refact" or "command-r" or "codeshell" => [Patterns.Digit, Patterns.Gpt2],
        _ => throw new TokenizerException($"The splitting '{pre}' of this GGUF tokenizer is not known; known are gpt-2, llama-bpe, qwen2, smollm and their like. Load the model from its Hugging Face folder with tokenizer.json instead."),
    };
}
