using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Onebox.Vectors.Kernels;
using Onebox.Vectors.Memory;

namespace Onebox.Vectors.Scoring;

/// <summary>Vectors as 16-bit floats; queries stay 32-bit.</summary>
internal readonly unsafe struct HalfSpace<TDistance>(Arena vectors) : ISpace<HalfScorer<TDistance>>
    where TDistance : struct, IDistance
{
    private readonly Rows _rows = vectors.Rows;

    public int Capacity => vectors.Capacity;

    public bool ZeroMeansSame => typeof(TDistance) == typeof(SquaredL2);

    public HalfScorer<TDistance> Prepare(float* query, QueryBuffer buffer) => new(_rows, query);

    public HalfScorer<TDistance> PrepareStored(int slot, QueryBuffer buffer)
    {
        var row = (ushort*)_rows.At(slot);
        for (var i = 0; i < _rows.Stride / sizeof(ushort); i += 8)
            Vector256.Store(HalfBits.Widen256(row + i), buffer.Floats + i);
        return new(_rows, buffer.Floats);
    }
}

[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct HalfScorer<TDistance>(Rows rows, float* query) : IScorer
    where TDistance : struct, IDistance
{
    private readonly Rows _rows = rows;
    private readonly float* _query = query;

    public static int OpenAtOnce => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Score(int slot) => TDistance.Half((ushort*)_rows.At(slot), _query, _rows.Stride / sizeof(ushort));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot) => Memory.Prefetch.Lines(_rows.At(slot), _rows.Stride);
}
