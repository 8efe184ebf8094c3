using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Onebox.Vectors.Kernels;
using Onebox.Vectors.Memory;

namespace Onebox.Vectors.Scoring;

/// <summary>Vectors as 32-bit floats.</summary>
internal readonly unsafe struct SingleSpace<TDistance>(Arena vectors) : ISpace<SingleScorer<TDistance>>
    where TDistance : struct, IDistance
{
    private readonly Rows _rows = vectors.Rows;

    public int Capacity => vectors.Capacity;

    public bool ZeroMeansSame => typeof(TDistance) == typeof(SquaredL2);

    public SingleScorer<TDistance> Prepare(float* query, QueryBuffer buffer) => new(_rows, query);

    public SingleScorer<TDistance> PrepareStored(int slot, QueryBuffer buffer) => new(_rows, (float*)_rows.At(slot));
}

[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct SingleScorer<TDistance>(Rows rows, float* query) : IScorer
    where TDistance : struct, IDistance
{
    private readonly Rows _rows = rows;
    private readonly float* _query = query;

    public static int OpenAtOnce => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Score(int slot) => TDistance.Single((float*)_rows.At(slot), _query, _rows.Stride / sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot) => Memory.Prefetch.Lines(_rows.At(slot), _rows.Stride);
}
