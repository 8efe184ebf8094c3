namespace Onebox.Models;

/// <summary>What matrices are multiplied in. Norms, softmax, the residual stream, master weights and gradients are float32 always.</summary>
public enum ComputeType
{
    Float32,
    BFloat16,
}

/// <summary>How a model computes.</summary>
public sealed record ModelOptions
{
    public static ModelOptions Default { get; } = new();

    public ComputeType Compute { get; init; } = ComputeType.BFloat16;

    /// <summary>
    /// Of each layer only the input is kept until its backward pass, which computes the layer again: a third more arithmetic for
    /// activations that take about a fifteenth.
    /// </summary>
    public bool Checkpointing { get; init; }

    /// <summary>The weights get no gradients and no float32 masters: for LoRA and for evaluating.</summary>
    public bool Frozen { get; init; }

    /// <summary>How a frozen model's block matrices are kept (QLoRA); embedding, output and norms stay as they are.</summary>
    public BaseType Base { get; init; }
}
