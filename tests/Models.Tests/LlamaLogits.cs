using Onebox.Llama;
using TorchSharp;

namespace Onebox.Models.Tests;

/// <summary>What llama.cpp computes for a GGUF, with float32 keys and values and one thread.</summary>
internal static class LlamaLogits
{
    /// <summary>[tokens, vocabulary].</summary>
    public static torch.Tensor Of(string path, int[] tokens, string? adapterPath = null)
    {
        LlamaRuntime.Load();
        using var model = LlamaModel.Load(path);
        using var adapter = adapterPath is null ? null : model.LoadAdapter(adapterPath);
        var parameters = LlamaApi.llama_context_default_params();
        parameters.ContextTokens = parameters.BatchTokens = parameters.MicroBatchTokens = 256;
        parameters.OutputsMax = 256;
        parameters.Threads = parameters.BatchThreads = 1;
        parameters.FlashAttention = 0;
        parameters.KeyType = parameters.ValueType = 0;
        using var context = new LlamaContext(model, parameters);
        if (adapter is not null) context.SetAdapters(new AdapterSet([(adapter, 1f)]));
        context.Begin();
        for (var i = 0; i < tokens.Length; i++) context.Add(tokens[i], i, 0, output: true);
        Assert.Equal(0, context.Decode());
        context.Synchronize();
        var all = new float[tokens.Length * context.VocabularySize];
        for (var i = 0; i < tokens.Length; i++) context.Logits(i).CopyTo(all.AsSpan(i * context.VocabularySize));
        return torch.tensor(all).view(tokens.Length, context.VocabularySize);
    }
}
