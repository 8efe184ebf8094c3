using Onebox.Api.Models;
using Onebox.Weights;

namespace Onebox.Catalog;

/// <summary>A model's shape between files, wire and presets.</summary>
internal static class ArchitectureFacts
{
    /// <summary>What is known of a model whose files are still on the way.</summary>
    public static Architecture Unknown { get; } = new() { Weights = WeightFacts.Of([]) };

    public static ArchitectureInfo ToInfo(this Architecture facts) => new()
    {
        Name = facts.Name ?? "unknown",
        Parameters = facts.Parameters is > 0 ? facts.Parameters : null,
        Layers = facts.Layers,
        EmbeddingLength = facts.EmbeddingLength,
        Heads = facts.Heads?.Max,
        KeyValueHeads = facts.KvHeads?.Max,
        KeyLength = facts.KeyLength,
        ValueLength = facts.ValueLength,
        FeedForwardLength = facts.FeedForwardLength?.Max,
        Vocabulary = facts.Vocabulary,
        ContextLength = facts.ContextLength,
        SlidingWindow = facts.Attention.SlidingWindow,
        Experts = facts.Experts?.Count,
        ExpertsUsed = facts.Experts?.Used,
    };
}
