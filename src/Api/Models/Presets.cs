namespace Onebox.Api.Models;

/// <summary>A known model that can be had; nothing of it is on the box until it is imported. What is not known is null.</summary>
public sealed record PresetInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Family { get; init; }
    public string? Publisher { get; init; }

    /// <summary><c>chat</c>, <c>base</c>, <c>embedding</c> or <c>reranking</c>.</summary>
    public required string Purpose { get; init; }

    /// <summary>Such as <c>7-8B</c>.</summary>
    public required string SizeClass { get; init; }
    public required ArchitectureInfo Architecture { get; init; }
    public long? ActiveParameters { get; init; }
    public string? Licence { get; init; }
    public IReadOnlyList<string> Languages { get; init; } = [];
    public string? HubRepository { get; init; }
    public IReadOnlyList<PresetFile> Files { get; init; } = [];
    public IReadOnlyList<PresetMode> Modes { get; init; } = [];

    /// <summary>Where the facts were read.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>Whether it fits this box now with its smallest and its recommended quantization.</summary>
    public string? Verdict { get; init; }
}

public sealed record PresetFile(string Quantization, string? Repository, string? File, long? SizeBytes);

/// <param name="Name"><c>latency</c>, <c>throughput</c> or <c>long-context</c>.</param>
public sealed record PresetMode(string Name, int ContextTokens, int Parallel, string KeyValueType, bool FlashAttention, int? BatchTokens);
