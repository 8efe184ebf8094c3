using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>
/// A frozen matrix in 8 or 4 bits. A row is blocks of 64 elements with a scale each; the last block of a row may be shorter. In 4 bits a byte
/// holds elements i and i + 16 of a run of 32, so that 16 bytes unpack into two registers.
/// </summary>
internal sealed unsafe class QuantizedMatrix : IDisposable
{
    private const int Block = 64;
    private const int ScaleGroup = 256;

    // QLoRA's NF4: quantiles of the normal distribution, scaled to ±1, with an exact zero. Values as in bitsandbytes.
    private static readonly float[] Normal4 =
    [
        -1.0f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f, -0.09105003625154495f, 0.0f,
        0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f, 0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1.0f,
    ];

    private readonly int _rows;
    private readonly int _columns;
    private readonly int _blocks;
    private readonly bool _four;
    private readonly float[]? _scales;
    private readonly sbyte[]? _smallScales;
    private readonly float[]? _groupScales;
    private readonly float _mean;
    private byte* _codes;

    /// <param name="values">[rows, columns] float32.</param>
    public QuantizedMatrix(float* values, int rows, int columns, BaseType type)
    {
        _rows = rows;
        _columns = columns;
        _blocks = (columns + Block - 1) / Block;
        _four = type != BaseType.Int8;
        _codes = (byte*)NativeMemory.AlignedAlloc((nuint)rows * (nuint)RowBytes, 64);
        var scales = new float[(long)rows * _blocks];
        Rows.Share(rows, columns, (from, to, _) =>
        {
            for (var row = from; row < to; row++)
                for (var block = 0; block < _blocks; block++) scales[((long)row * _blocks) + block] = Largest(values + ((nint)row * columns) + (block * Block), Math.Min(Block, columns - (block * Block)));
        });
        if (type == BaseType.Nf4Double) (_smallScales, _groupScales, _mean) = Shrink(scales);
        else _scales = scales;
        Rows.Share(rows, columns, (from, to, _) =>
        {
            for (var row = from; row < to; row++) EncodeRow(values + ((nint)row * columns), row);
        });
    }

    public long Bytes => ((long)_rows * RowBytes) + (_scales is null ? _smallScales!.LongLength + (4 * _groupScales!.LongLength) : 4 * _scales.LongLength);

    private int RowBytes => _blocks * Block / (_four ? 2 : 1);

    /// <summary>Unpacks into [rows, columns].</summary>
    public void Decode<E>(void* target)
        where E : struct, IElements =>
        Rows.Share(_rows, _columns, (from, to, _) =>
        {
            fixed (float* table = Normal4)
            {
                var values = Vector512.Load(table);
                for (nint row = from; row < to; row++)
                {
                    var line = (byte*)target + (row * _columns * E.Size);
                    for (var block = 0; block < _blocks; block++) DecodeBlock<E>(line, (int)row, block, values);
                }
            }
        });

    public void Dispose()
    {
        NativeMemory.AlignedFree(_codes);
        _codes = null;
    }

    private float ScaleOf(long block) => _scales is not null ? _scales[block] : (_smallScales![block] * _groupScales![block / ScaleGroup]) + _mean;

    private void DecodeBlock<E>(void* line, int row, int block, Vector512<float> values)
        where E : struct, IElements
    {
        var scale = ScaleOf(((long)row * _blocks) + block);
        var codes = _codes + ((nint)row * RowBytes) + (block * (_four ? Block / 2 : Block));
        nint at = block * Block, end = Math.Min(at + Block, _columns);
        for (var run = 0; at < end; run++, at += 32)
        {
            var (first, second) = _four ? Four(codes + (run * 16), values) : Eight(codes + (run * 32));
            Put<E>(line, at, end, first * scale);
            Put<E>(line, at + 16, end, second * scale);
        }
    }

    private static (Vector512<float> First, Vector512<float> Second) Four(byte* codes, Vector512<float> values)
    {
        var wide = Widen(Vector128.Load(codes).AsSByte()) & Vector512.Create(0xFF);
        return (Vector512.Shuffle(values, wide & Vector512.Create(15)), Vector512.Shuffle(values, Vector512.ShiftRightLogical(wide, 4)));
    }

    private static (Vector512<float> First, Vector512<float> Second) Eight(byte* codes) =>
        (Vector512.ConvertToSingle(Widen(Vector128.Load((sbyte*)codes))) * (1 / 127f), Vector512.ConvertToSingle(Widen(Vector128.Load((sbyte*)codes + 16))) * (1 / 127f));

    private static Vector512<int> Widen(Vector128<sbyte> codes)
    {
        var (lower, upper) = Vector128.Widen(codes);
        var (a, b) = Vector128.Widen(lower);
        var (c, d) = Vector128.Widen(upper);
        return Vector512.Create(Vector256.Create(a, b), Vector256.Create(c, d));
    }

    private static void Put<E>(void* line, nint at, nint end, Vector512<float> value)
        where E : struct, IElements
    {
        if (at <= end - 16)
        {
            E.Store(line, at, value);
            return;
        }
        for (var i = 0; at + i < end; i++) E.Set(line, at + i, value[i]);
    }

    private void EncodeRow(float* values, int row)
    {
        for (var at = 0; at < _blocks * Block; at++)
        {
            var block = at / Block;
            var scale = ScaleOf(((long)row * _blocks) + block);
            var value = at < _columns && scale > 0 ? Math.Clamp(values[at] / scale, -1, 1) : 0;
            var line = _codes + ((nint)row * RowBytes);
            if (!_four)
            {
                ((sbyte*)line)[at] = (sbyte)MathF.Round(value * 127);
                continue;
            }
            var place = (at / 32 * 16) + (at % 16);
            var code = (byte)NearestOf(value);
            line[place] = at % 32 < 16 ? code : (byte)(line[place] | (code << 4));
        }
    }

    private static int NearestOf(float value)
    {
        var after = Array.BinarySearch(Normal4, value);
        if (after >= 0) return after;
        after = ~after;
        if (after == 0 || after == Normal4.Length) return Math.Clamp(after, 0, Normal4.Length - 1);
        return value - Normal4[after - 1] <= Normal4[after] - value ? after - 1 : after;
    }

    private static float Largest(float* values, int count)
    {
        var most = 0f;
        for (var i = 0; i < count; i++) most = MathF.Max(most, MathF.Abs(values[i]));
        return most;
    }

    /// <summary>Scales less their mean, in 8 bits over the largest magnitude of each 256.</summary>
    private static (sbyte[] Small, float[] Groups, float Mean) Shrink(float[] scales)
    {
        var mean = scales.Length == 0 ? 0 : (float)scales.Average(scale => (double)scale);
        var small = new sbyte[scales.Length];
        var groups = new float[(scales.Length + ScaleGroup - 1) / ScaleGroup];
        for (var group = 0; group < groups.Length; group++)
        {
            var own = scales.AsSpan(group * ScaleGroup, Math.Min(ScaleGroup, scales.Length - (group * ScaleGroup)));
            var most = 0f;
            foreach (var scale in own) most = MathF.Max(most, MathF.Abs(scale - mean));
            groups[group] = most / 127;
            for (var i = 0; i < own.Length; i++) small[(group * ScaleGroup) + i] = most == 0 ? (sbyte)0 : (sbyte)MathF.Round((own[i] - mean) / most * 127);
        }
        return (small, groups, mean);
    }
}
