namespace Onebox.Weights;

/// <summary>The shape of a model with random weights. It has no meaning but its size: engines load it, sizing and benches measure it.</summary>
public sealed record SyntheticShape
{
    /// <summary>GGUF's <c>general.architecture</c>: <c>llama</c> (Mistral too), <c>qwen2</c> or <c>qwen3</c>.</summary>
    public required string Architecture { get; init; }

    public required string Name { get; init; }

    public required int Layers { get; init; }

    public required int EmbeddingLength { get; init; }

    public required int Heads { get; init; }

    public required int KvHeads { get; init; }

    public required int HeadLength { get; init; }

    public required int FeedForwardLength { get; init; }

    public required int Vocabulary { get; init; }

    public required int ContextLength { get; init; }

    public float RopeBase { get; init; } = 10_000;

    /// <summary>The output layer is the token embedding.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>Parameters, exact.</summary>
    public long Parameters => SyntheticTensors.Plan(this).Sum(tensor => tensor.Shape.Aggregate(1L, (a, b) => a * b));
}
