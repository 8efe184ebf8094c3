using System.Security.Cryptography;
using System.Text;
using Onebox.Weights;

namespace Onebox.Catalog.Tests;

/// <summary>Small real models: llama.cpp would load them.</summary>
internal static class Models
{
    public static SyntheticShape Small { get; } = new()
    {
        Architecture = "llama",
        Name = "small",
        Layers = 2,
        EmbeddingLength = 64,
        Heads = 4,
        KvHeads = 2,
        HeadLength = 16,
        FeedForwardLength = 128,
        Vocabulary = 512,
        ContextLength = 256,
    };

    /// <summary>About 8 MB: enough to be interrupted in the middle of it.</summary>
    public static SyntheticShape Medium { get; } = Small with { Name = "medium", Layers = 8, EmbeddingLength = 256, HeadLength = 64, FeedForwardLength = 768, Vocabulary = 4096 };

    public static byte[] Gguf(SyntheticShape? shape = null, ulong seed = 1, TensorType? type = null)
    {
        using var stream = new MemoryStream();
        SyntheticModel.WriteGguf(stream, shape ?? Small, type ?? TensorType.F16, seed);
        return stream.ToArray();
    }

    public static byte[] Safetensors(params (string Name, TensorType Type, long[] Shape)[] tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. tensors.Select(t => TensorSource.Of(t.Name, t.Type, t.Shape, new byte[t.Type.BytesOf(t.Shape.Aggregate(1L, (a, b) => a * b))!.Value]))]);
        return stream.ToArray();
    }

    /// <summary>A sharded model as hubs keep it: two parts, index, configuration, tokenizer.</summary>
    public static Dictionary<string, byte[]> Sharded() => new(StringComparer.Ordinal)
    {
        ["model-00001-of-00002.safetensors"] = Safetensors(("model.embed_tokens.weight", TensorType.BF16, [64, 32])),
        ["model-00002-of-00002.safetensors"] = Safetensors(("model.layers.0.self_attn.q_proj.weight", TensorType.BF16, [32, 32]), ("lm_head.weight", TensorType.BF16, [64, 32])),
        ["model.safetensors.index.json"] = Encoding.UTF8.GetBytes("""
            {"metadata":{"total_size":10240},"weight_map":{"model.embed_tokens.weight":"model-00001-of-00002.safetensors","model.layers.0.self_attn.q_proj.weight":"model-00002-of-00002.safetensors","lm_head.weight":"model-00002-of-00002.safetensors"}}
            """),
        ["config.json"] = Encoding.UTF8.GetBytes("""
            {"model_type":"llama","hidden_size":32,"num_hidden_layers":1,"num_attention_heads":2,"num_key_value_heads":1,"intermediate_size":64,"vocab_size":64,"max_position_embeddings":128,"torch_dtype":"bfloat16"}
            """),
        ["tokenizer_config.json"] = Encoding.UTF8.GetBytes("""{"tokenizer_class":"LlamaTokenizer","chat_template":"{{ messages[0].content }}"}"""),
    };

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
