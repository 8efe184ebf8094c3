using Onebox.Api.Training;

namespace Onebox.Training.Running;

/// <summary>Where a trained model comes from: <c>lineage.json</c> beside its weights. Specified in docs/formats/training-run.md.</summary>
/// <param name="Version">Of this form: 1.</param>
internal sealed record Lineage(
    int Version,
    string Run,
    string RunId,
    string? Base,
    string? BaseId,
    string? BaseContentHash,
    IReadOnlyList<TrainingDataInfo> Data,
    string Recipe,
    long Seed,
    int Threads,
    string CodeVersion,
    long Steps,
    long Tokens,
    TrainingLosses Losses,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt);
