namespace Onebox.Models.Loop;

/// <summary>A run cannot start or go on. The message says what happened and what to do.</summary>
public sealed class TrainingException(TrainingError error, string message, Exception? inner = null) : Exception(message, inner)
{
    public TrainingError Error { get; } = error;
}

public enum TrainingError
{
    /// <summary>The settings cannot be trained; the message lists all that is wrong.</summary>
    Settings,

    /// <summary>There is nothing to train on.</summary>
    NoSamples,

    /// <summary>A checkpoint is damaged: a tensor's bytes are not what its hash says.</summary>
    Damaged,

    /// <summary>A checkpoint belongs to another run: other model, data or settings.</summary>
    OtherRun,

    /// <summary>A checkpoint could not be written or read.</summary>
    Storage,
}
