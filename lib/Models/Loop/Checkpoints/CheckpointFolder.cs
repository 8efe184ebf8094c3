namespace Onebox.Models.Loop;

/// <summary>A checkpoint on the disk.</summary>
/// <param name="Name">Its folder's name, such as <c>step-00000200</c>.</param>
/// <param name="Path">Its folder.</param>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Bytes">Size of its tensors.</param>
/// <param name="IsLatest">Whether <c>latest</c> names it.</param>
/// <param name="ValidationLoss">The last one measured before it, nats.</param>
public sealed record CheckpointInfo(string Name, string Path, long Step, long Bytes, DateTimeOffset WrittenAt, bool IsLatest, double? ValidationLoss);
