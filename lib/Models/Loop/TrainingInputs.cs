namespace Onebox.Models.Loop;

/// <summary>What a <see cref="TrainingRun"/> works on. Samples come from exactly one of <paramref name="Samples"/> and <paramref name="Stream"/>.</summary>
/// <param name="Settings">Valid ones: <see cref="TrainingSettings.Validate"/> found nothing.</param>
/// <param name="Model">What is trained. The caller keeps and disposes it.</param>
/// <param name="CheckpointFolder">Holds the checkpoints of this run and nothing else; made when absent. A run whose folder has a checkpoint goes on from the latest that is whole. Only rank 0 writes to it.</param>
/// <param name="Observer">Hears what happens; only rank 0 tells.</param>
/// <param name="Samples">Samples by index.</param>
/// <param name="Stream">Samples in their order.</param>
/// <param name="Validation">Samples that are measured and never trained.</param>
/// <param name="Ranks">The other processes of the same run; null: none.</param>
/// <param name="Time">Clock; null: the system's.</param>
public sealed record TrainingInputs(
    TrainingSettings Settings,
    ITrainable Model,
    string CheckpointFolder,
    ITrainingObserver Observer,
    ISampleSource? Samples = null,
    ISampleStream? Stream = null,
    ISampleSource? Validation = null,
    IRankGroup? Ranks = null,
    TimeProvider? Time = null)
{
    /// <summary>Kept in every checkpoint and compared on resume: says which data and model these are (dataset version, base model). Other words refuse to resume.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Measure the machine's matrix peak before the first step (about a second). Without it utilisation is reported as 0.</summary>
    public bool MeasurePeak { get; init; } = true;

    /// <summary>How often a run that waits for room on the disk looks again.</summary>
    internal TimeSpan RoomPoll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A seam for tests of a full disk.</summary>
    internal Func<string, long>? FreeSpace { get; init; }

    /// <summary>Bytes that a snapshot may take; null: half of what the system can still give. A seam for tests of a machine without them.</summary>
    internal long? SnapshotRoom { get; init; }
}
