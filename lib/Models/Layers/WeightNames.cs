namespace Onebox.Models;

/// <summary>What the parts of a model are called here; those of a layer come after <c>layers.N.</c></summary>
internal static class WeightNames
{
    public const string Embedding = "embedding";
    public const string AttentionNorm = "attention_norm";
    public const string Qkv = "qkv";
    public const string QkvBias = "qkv_bias";
    public const string QueryNorm = "query_norm";
    public const string KeyNorm = "key_norm";
    public const string AttentionOutput = "attention_output";
    public const string FeedForwardNorm = "feed_forward_norm";
    public const string GateUp = "gate_up";
    public const string Down = "down";
    public const string Norm = "norm";
    public const string Output = "output";
}
