using Onebox.Training.Planning;

namespace Onebox.Training.Contract;

/// <summary>What a training worker is started with.</summary>
/// <param name="RunId">For its log.</param>
/// <param name="Folder">The run's folder: <c>checkpoints/</c> and <c>result/</c> are written there, by rank 0 alone.</param>
/// <param name="Threads">To compute with; a resumed run must have as many, or its sums round differently.</param>
/// <param name="Rank">Its place among the processes that share each step; null: it is the only one.</param>
internal sealed record WorkerSettings(string RunId, string Folder, int Threads, TrainingPlan Plan, RankPlace? Rank = null);

/// <param name="Number">From 0. Rank 0 validates, writes and tells.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Door">Rank 0's socket, at which the others meet it; null for rank 0, which has it beside its own socket.</param>
internal sealed record RankPlace(int Number, int Count, string? Door)
{
    /// <param name="workerSocket">The socket of rank 0's worker: the door is in the same folder, which only the box's owner may enter.</param>
    public static string DoorBeside(string workerSocket) => Path.Combine(Path.GetDirectoryName(workerSocket)!, "ranks");
}
