namespace Onebox.Training;

/// <summary>A run's model is in the catalog.</summary>
public sealed record TrainingFinished(string RunId, string Name, string ModelId);

public sealed record TrainingFailed(string RunId, string Name, string Reason);
