using Onebox.Training.Planning;

namespace Onebox.Training.Contract;

/// <summary>What a training worker is started with.</summary>
/// <param name="RunId">For its log.</param>
/// <param name="Folder">The run's folder: <c>checkpoints/</c> and <c>result/</c> are written there.</param>
/// <param name="Threads">To compute with; a resumed run must have as many, or its sums round differently.</param>
internal sealed record WorkerSettings(string RunId, string Folder, int Threads, TrainingPlan Plan);
