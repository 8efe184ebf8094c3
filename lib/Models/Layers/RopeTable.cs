using System.Runtime.InteropServices;

namespace Onebox.Models;

/// <summary>Cosines and sines of the rotary embedding for positions from 0, with the shape's scaling.</summary>
internal sealed unsafe class RopeTable : IDisposable
{
    private readonly ModelShape _shape;
    private float* _values;
    private int _positions;
    private int _length;

    public RopeTable(ModelShape shape) => _shape = shape;

    /// <summary>[size/2] cosines, then as many sines.</summary>
    public float* At(int position) => _values + ((nint)position * _shape.HeadSize);

    /// <summary>Makes the table ready for texts of at most that many tokens.</summary>
    public void Prepare(int longest)
    {
        // Only the dynamic scaling depends on the text's length, as in transformers, where the longest of a batch decides.
        var length = _shape.RopeScaling is { Kind: RopeScalingKind.Dynamic } dynamic ? Math.Max(longest, dynamic.OriginalContext) : 0;
        if (longest <= _positions && length == _length) return;
        NativeMemory.AlignedFree(_values);
        _positions = Math.Max(longest, length == _length ? Math.Min(_shape.Context, 2 * longest) : 0);
        _length = length;
        _values = (float*)NativeMemory.AlignedAlloc((nuint)_positions * (nuint)_shape.HeadSize * sizeof(float), 64);
        var (frequencies, amplitude) = RopeFrequencies.Of(_shape, length);
        var half = frequencies.Length;
        for (var position = 0; position < _positions; position++)
        {
            for (var i = 0; i < half; i++)
            {
                var (sin, cos) = Math.SinCos(position * frequencies[i]);
                At(position)[i] = (float)(cos * amplitude);
                At(position)[half + i] = (float)(sin * amplitude);
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_values);
        _values = null;
        _positions = 0;
    }
}
