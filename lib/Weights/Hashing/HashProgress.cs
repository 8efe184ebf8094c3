namespace Onebox.Weights;

/// <summary>How far a hash has come.</summary>
/// <param name="Bytes">Bytes hashed so far, over all files.</param>
/// <param name="TotalBytes">Bytes to hash, over all files.</param>
/// <param name="BytesPerSecond">Measured from the start.</param>
public sealed record HashProgress(long Bytes, long TotalBytes, double BytesPerSecond);
