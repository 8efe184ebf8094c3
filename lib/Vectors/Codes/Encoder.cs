using System.Runtime.Intrinsics;
using Onebox.Vectors.Memory;

namespace Onebox.Vectors.Codes;

/// <summary>Writes code rows. A residual r = P(x − c) is rounded to a grid y ∈ {−h … h}^d whose step is chosen to lie closest to its direction; the row keeps y
/// and the factor |r|² / ⟨y, r⟩, which makes ⟨y, q⟩ an unbiased estimate of ⟨r, q⟩ under the random rotation P. This is RaBitQ (Gao and Long, SIGMOD 2024)
/// and its form for several bits (Gao et al., "Practical and Asymptotically Optimal Quantization…", SIGMOD 2025); a small set of steps is tried
/// where the paper enumerates all of them.</summary>
internal sealed unsafe class Encoder<TBits> : IDisposable
    where TBits : struct, ICodeBits
{
    private readonly CodeTable _table;
    private readonly NativeChunk _scratch;
    private readonly float* _residual;
    private readonly byte* _values;

    public Encoder(CodeTable table)
    {
        _table = table;
        _scratch = new NativeChunk((nuint)(table.Rotation.Padded * (sizeof(float) + 1)), hugePages: false);
        _residual = (float*)_scratch.Pointer;
        _values = (byte*)(_residual + table.Rotation.Padded);
    }

    /// <param name="vector">As many floats as <see cref="CodeTable.Centre"/> has.</param>
    public void Encode(float* vector, int slot)
    {
        var padded = _table.Rotation.Padded;
        var (dots, squares, greatest) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (var i = 0; i < _table.Centre.Length; i += 16)
        {
            var centre = Vector512.LoadUnsafe(ref _table.Centre[i]);
            var value = Vector512.Load(vector + i) - centre;
            dots += value * centre;
            value.Store(_residual + i);
        }

        new Span<float>(_residual + _table.Centre.Length, padded - _table.Centre.Length).Clear();
        _table.Rotation.Apply(_residual);
        for (var i = 0; i < padded; i += 16)
        {
            var value = Vector512.Load(_residual + i);
            squares += value * value;
            greatest = Vector512.Max(greatest, Vector512.Abs(value));
        }

        var (centreDotResidual, squared, largest) = (Vector512.Sum(dots), Vector512.Sum(squares), 0f);
        for (var i = 0; i < 16; i++)
            largest = MathF.Max(largest, greatest[i]);

        var alignment = 0f;
        if (squared > 0)
        {
            var step = TBits.Bits == 8 ? 127.5f / largest : BestStep(squared);
            alignment = Round(step).Alignment;
        }
        else
        {
            new Span<byte>(_values, padded).Clear();
        }

        var row = _table.Arena.At(slot);
        for (var block = 0; block < _table.Blocks; block++)
            TBits.Pack(_values + block * 64, row + block * 8 * TBits.Bits);
        var factors = (float*)(row + _table.CodeBytes);
        factors[0] = alignment > 0 ? squared / alignment : 0;
        factors[1] = _table.InnerProduct ? -centreDotResidual : squared;
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>Tries steps around the best one for Gaussian coordinates (Max, 1960), which rotated coordinates nearly are.</summary>
    private float BestStep(float squared)
    {
        var deviation = MathF.Sqrt(squared / _table.Rotation.Padded);
        var gaussian = TBits.Bits switch { 1 => 1.6f, 2 => 0.996f, 3 => 0.586f, _ => 0.335f } * deviation;
        if (TBits.Bits == 1)
            return 1 / gaussian;
        var (best, bestCosine) = (1 / gaussian, float.MinValue);
        for (var i = 0; i < 9; i++)
        {
            var step = 1 / (gaussian * (0.76f + 0.06f * i));
            var (alignment, length) = Round(step);
            var cosine = alignment / MathF.Sqrt(length);
            if (cosine > bestCosine)
                (best, bestCosine) = (step, cosine);
        }

        return best;
    }

    /// <returns>⟨y, r⟩ and ⟨y, y⟩ of the rounded residual, whose values are left in the scratch.</returns>
    private (float Alignment, float Length) Round(float step)
    {
        var levels = 1 << TBits.Bits;
        var half = Vector512.Create((levels - 1) / 2f);
        var offset = Vector512.Create(levels / 2f);
        var (alignment, length) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (var i = 0; i < _table.Rotation.Padded; i += 16)
        {
            var residual = Vector512.Load(_residual + i);
            var value = Vector512.Min(Vector512.Max(Vector512.Floor(residual * Vector512.Create(step) + offset), Vector512<float>.Zero), Vector512.Create(levels - 1f));
            var centred = value - half;
            alignment += centred * residual;
            length += centred * centred;
            var narrow = Vector512.ConvertToInt32(value);
            var words = Vector256.Narrow(narrow.GetLower(), narrow.GetUpper());
            Vector128.Narrow(words.GetLower().AsUInt16(), words.GetUpper().AsUInt16()).Store(_values + i);
        }

        return (Vector512.Sum(alignment), Vector512.Sum(length));
    }
}
