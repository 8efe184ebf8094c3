namespace Onebox.Vectors;

/// <summary>How an index stands.</summary>
/// <param name="Live">Vectors that can be found.</param>
/// <param name="Slots">Live, dead and free places.</param>
/// <param name="Dead">Places of deleted and replaced vectors that are still part of the graph.</param>
/// <param name="MemoryBytes">Memory reserved by the index itself, in whole chunks; mapped files are the page cache's.</param>
/// <param name="LogBytes">Log that a start has to replay.</param>
/// <param name="CheckpointError">Why the last automatic checkpoint failed, or null.</param>
public sealed record VectorIndexStatus(int Live, int Slots, int Dead, long MemoryBytes, long LogBytes, string? CheckpointError);
