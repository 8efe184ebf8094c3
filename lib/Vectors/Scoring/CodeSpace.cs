using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Onebox.Vectors.Codes;
using Onebox.Vectors.Memory;

namespace Onebox.Vectors.Scoring;

/// <summary>Codes of <typeparamref name="TBits"/>: distances are estimates. The query's residual is rotated like the rows' and rounded to 8 bits, so that the
/// inner product is one of small integers.</summary>
internal readonly unsafe struct CodeSpace<TBits>(CodeTable table) : ISpace<CodeScorer<TBits>>
    where TBits : struct, ICodeBits
{
    private readonly CodeTable _table = table;

    public int Capacity => _table.Arena.Capacity;

    public bool ZeroMeansSame => !_table.InnerProduct;

    public CodeScorer<TBits> Prepare(float* query, QueryBuffer buffer)
    {
        var rotated = buffer.Rotated;
        var (squares, dots) = (Vector512<float>.Zero, Vector512<float>.Zero);
        for (var i = 0; i < _table.Centre.Length; i += 16)
        {
            var centre = Vector512.LoadUnsafe(ref _table.Centre[i]);
            var value = Vector512.Load(query + i);
            var residual = value - centre;
            squares += residual * residual;
            dots += centre * value;
            residual.Store(rotated + i);
        }

        new Span<float>(rotated + _table.Centre.Length, buffer.Padded - _table.Centre.Length).Clear();
        _table.Rotation.Apply(rotated);
        var greatest = Vector512<float>.Zero;
        for (var i = 0; i < buffer.Padded; i += 16)
            greatest = Vector512.Max(greatest, Vector512.Abs(Vector512.Load(rotated + i)));
        var largest = 0f;
        for (var i = 0; i < 16; i++)
            largest = MathF.Max(largest, greatest[i]);
        var scale = largest > 0 ? largest / 127 : 1;
        var sums = Vector512<int>.Zero;
        for (var i = 0; i < buffer.Padded; i += 16)
        {
            var rounded = Vector512.ConvertToInt32(Vector512.Round(Vector512.Load(rotated + i) * Vector512.Create(1 / scale)));
            sums += rounded;
            var words = Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
            Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(buffer.Bytes + i);
        }

        var (sum, squared, centreDotQuery) = (Vector512.Sum(sums), Vector512.Sum(squares), Vector512.Sum(dots));
        return Scorer(buffer.Bytes, sum, scale, _table.InnerProduct ? -centreDotQuery : squared);
    }

    /// <summary>A stored code is its own 8-bit query: odd integers 2y for up to four bits, y for eight.</summary>
    public CodeScorer<TBits> PrepareStored(int slot, QueryBuffer buffer)
    {
        var row = _table.Arena.At(slot);
        var factors = (float*)(row + _table.CodeBytes);
        var values = (byte*)buffer.Bytes;
        for (var block = 0; block < _table.Blocks; block++)
            TBits.Unpack(row + block * 8 * TBits.Bits, values + block * 64);
        var sums = Vector256<int>.Zero;
        for (var i = 0; i < buffer.Padded; i += 32)
        {
            var value = Vector256.Load(values + i);
            var signed = TBits.Bits == 8
                ? (value ^ Vector256.Create((byte)0x80)).AsSByte()
                : (value + value - Vector256.Create((byte)((1 << TBits.Bits) - 1))).AsSByte();
            signed.Store(buffer.Bytes + i);
            sums = WideningDot.IsSupported ? WideningDot.AddSmall(sums, Vector256.Create((byte)1), signed) : sums.WithElement(0, sums[0] + PlainSum(signed));
        }

        var scale = TBits.Bits == 8 ? factors[0] : factors[0] / 2;
        return Scorer(buffer.Bytes, Vector256.Sum(sums), scale, _table.InnerProduct ? factors[1] - _table.CentreSquared : factors[1]);
    }

    private static int PlainSum(Vector256<sbyte> values)
    {
        var sum = 0;
        for (var i = 0; i < 32; i++)
            sum += values[i];
        return sum;
    }

    private CodeScorer<TBits> Scorer(sbyte* bytes, int sum, float scale, float queryTerm)
        => new(_table.Arena.Rows, bytes, _table.Blocks, (_table.InnerProduct ? -1 : -2) * scale, ((1 << TBits.Bits) - 1) / 2f * sum, queryTerm);
}

/// <summary>estimate = row term + query term + row factor · scale · (code·query − grid centre·Σquery).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct CodeScorer<TBits>(Rows rows, sbyte* query, int blocks, float scale, float middle, float queryTerm) : IScorer
    where TBits : struct, ICodeBits
{
    private readonly Rows _rows = rows;
    private readonly sbyte* _query = query;
    private readonly int _blocks = blocks;
    private readonly float _scale = scale;
    private readonly float _middle = middle;
    private readonly float _queryTerm = queryTerm;

    public static int OpenAtOnce => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Score(int slot)
    {
        var row = _rows.At(slot);
        var factors = (float*)(row + _blocks * 8 * TBits.Bits);
        var product = TBits.Dot(row, _query, _blocks) - _middle;
        return factors[1] + _queryTerm + factors[0] * _scale * product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int slot) => Memory.Prefetch.Lines(_rows.At(slot), _rows.Stride);
}
