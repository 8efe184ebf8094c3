using Onebox.Vectors.Memory;

namespace Onebox.Vectors.Scoring;

/// <summary>Room for one prepared query: floats and its 8-bit form.</summary>
internal sealed unsafe class QueryBuffer : IDisposable
{
    private readonly NativeChunk _chunk;

    public QueryBuffer(int dimensions)
    {
        var padded = (dimensions + 63) & ~63;
        _chunk = new NativeChunk((nuint)(padded * (2 * sizeof(float) + 1)), hugePages: false);
        Padded = padded;
    }

    public int Padded { get; }

    public float* Floats => (float*)_chunk.Pointer;

    public float* Rotated => Floats + Padded;

    public sbyte* Bytes => (sbyte*)(Rotated + Padded);

    public void Dispose() => _chunk.Dispose();
}
