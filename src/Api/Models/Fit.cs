namespace Onebox.Api.Models;

/// <summary><c>POST /api/models/fit</c>: what would it need, and does it fit this box now?</summary>
/// <param name="Model">The name or id of a model on the box, or a preset's id.</param>
/// <param name="Quantization">For a preset; null for its recommended one.</param>
/// <param name="ContextTokens">Per sequence; null for the smaller of the model's own and 4096.</param>
/// <param name="Parallel">Sequences at once.</param>
/// <param name="KeyValueType"><c>f16</c> (default), <c>q8_0</c>, <c>q4_0</c>, <c>bf16</c> or <c>f32</c>.</param>
/// <param name="Training">Set for training instead of inference.</param>
public sealed record FitRequest(
    string Model,
    string? Quantization = null,
    int? ContextTokens = null,
    int Parallel = 4,
    string? KeyValueType = null,
    int? BatchTokens = null,
    TrainingShape? Training = null);

/// <param name="Method"><c>full</c>, <c>lora</c>, <c>qlora</c> or <c>pretrain</c>.</param>
/// <param name="Precision"><c>bf16</c> or <c>f32</c>.</param>
/// <param name="Ranks">Processes that share each step; each holds everything once.</param>
public sealed record TrainingShape(string Method, string Precision, int SequenceTokens, int Batch, int? LoraRank = null, bool GradientCheckpointing = false, int Ranks = 1);

/// <summary>The answer, with the arithmetic.</summary>
public sealed record FitReport
{
    public required string Model { get; init; }
    public string? Quantization { get; init; }

    /// <summary><c>fits</c>, <c>fits-if</c> or <c>does-not-fit</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The verdict in a sentence, with the numbers that decide it.</summary>
    public required string Summary { get; init; }

    /// <summary>What would make it fit: a smaller context, a smaller KV type, stopping a deployment. Empty when it fits.</summary>
    public required IReadOnlyList<string> Levers { get; init; }

    public required long WeightsBytes { get; init; }
    public required long KeyValueBytes { get; init; }
    public required long ComputeBytes { get; init; }
    public required long RuntimeBytes { get; init; }

    /// <summary>Gradients, optimizer state and activations; 0 for inference.</summary>
    public long TrainingBytes { get; init; }
    public long TotalBytes => WeightsBytes + KeyValueBytes + ComputeBytes + RuntimeBytes + TrainingBytes;

    /// <summary>How each number came about, one line each.</summary>
    public required IReadOnlyList<string> Arithmetic { get; init; }
    public required IReadOnlyList<DeviceFit> Devices { get; init; }
    public required int ContextTokens { get; init; }
    public required int Parallel { get; init; }
    public required string KeyValueType { get; init; }
}

/// <param name="FreeBytes">Free now, memory held by other processes and leases taken off.</param>
/// <param name="LargestContextTokens">The largest context per sequence that would fit this device at the asked concurrency; null when not even the weights do.</param>
public sealed record DeviceFit(string DeviceId, string Name, string Kind, string Verdict, long FreeBytes, long NeededBytes, string Reason, int? LargestContextTokens);

/// <summary><c>POST /api/models/advise</c>: what box do I need?</summary>
/// <param name="Users">People (or programs) that wait for an answer at the same time.</param>
/// <param name="Method"><c>serve</c>, <c>lora</c>, <c>qlora</c> or <c>full</c>.</param>
public sealed record AdviseRequest(string Model, int Users, string Method = "serve", int? ContextTokens = null, string? Quantization = null);

public sealed record BoxAdvice(
    string Model,
    string Summary,
    IReadOnlyList<AdvisedConfiguration> Configurations,
    IReadOnlyList<string> Arithmetic);

/// <param name="Recommended">The smallest that meets the wish.</param>
/// <param name="Reason">Why it does, or why not.</param>
public sealed record AdvisedConfiguration(
    string Name,
    string Devices,
    int DeviceCount,
    long DeviceMemoryBytes,
    long HostMemoryBytes,
    long DiskBytes,
    double? EstimatedTokensPerSecondPerUser,
    bool Suffices,
    bool Recommended,
    string Reason);
