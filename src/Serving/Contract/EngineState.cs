using System.Text.Json.Serialization;
using Onebox.Api.Deployments;

namespace Onebox.Serving.Contract;

/// <summary>What a worker answers to <c>GET /state</c>.</summary>
internal sealed record EngineState
{
    public const string Loading = "loading";
    public const string Ready = "ready";
    public const string Failed = "failed";

    /// <summary>One of the three above.</summary>
    public required string State { get; init; }

    /// <summary>From 0 to 1 while it loads.</summary>
    public double? LoadProgress { get; init; }

    /// <summary>Why it failed, and a stable name for it: <c>model.unreadable</c>, <c>engine.memory</c>…</summary>
    public string? Code { get; init; }

    /// <inheritdoc cref="Code"/>
    public string? Reason { get; init; }

    /// <summary>What to do about it.</summary>
    public string? Remedy { get; init; }
    public EngineInfo? Engine { get; init; }

    /// <summary>Known once it is ready.</summary>
    public EngineModel? Model { get; init; }
}

/// <summary>The loaded model as requests meet it.</summary>
/// <param name="Capabilities">Of <c>chat</c>, <c>completions</c>, <c>embeddings</c>, <c>rerank</c>.</param>
internal sealed record EngineModel(int ContextTokens, int EmbeddingLength, IReadOnlyList<string> Capabilities);

/// <summary>How settings and state travel: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WorkerSettings))]
[JsonSerializable(typeof(EngineState))]
internal sealed partial class ContractJson : JsonSerializerContext;
