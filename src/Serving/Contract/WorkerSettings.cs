namespace Onebox.Serving.Contract;

/// <summary>What a serving worker is started with: its <c>settings.json</c>. See docs/formats/serving-worker.md.</summary>
internal sealed record WorkerSettings
{
    /// <summary>The deployment's name, for logs and messages.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute paths; the first is the one to open, the others are the further parts of a split model.</summary>
    public required IReadOnlyList<string> ModelFiles { get; init; }

    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    /// <summary>Absolute paths of LoRA adapters by the name that requests use.</summary>
    // The generated reader sets what is absent to null.
    public IReadOnlyDictionary<string, string> Adapters { get; init => field = value ?? None; } = None;

    /// <summary>Absolute paths of a draft model, as <see cref="ModelFiles"/>; null for none.</summary>
    public IReadOnlyList<string>? DraftFiles { get; init; }

    /// <summary>Per sequence.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Sequences in one batch.</summary>
    public required int Parallel { get; init; }
    public required int Threads { get; init; }

    /// <summary>Tokens in one decode call.</summary>
    public required int BatchTokens { get; init; }

    /// <summary>The type of the cached keys and values: <c>f16</c>, <c>q8_0</c>, <c>q4_0</c>, <c>bf16</c> or <c>f32</c>.</summary>
    public required string KeyType { get; init; }

    /// <inheritdoc cref="KeyType"/>
    public required string ValueType { get; init; }

    /// <summary>Layers on GPUs; 0 for none, -1 for all.</summary>
    public required int GpuLayers { get; init; }

    /// <summary>Requests that may wait; more are answered with status 429.</summary>
    public required int QueueLimit { get; init; }

    /// <summary>When a sequence is full: false ends it with <c>length</c>, true drops its oldest tokens.</summary>
    public bool ContextShift { get; init; }

    /// <summary>Replaces the model's own template; null for that.</summary>
    public string? ChatTemplate { get; init; }
}
