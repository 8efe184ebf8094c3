using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>Sums in float32 of numbers in the compute type.</summary>
internal static unsafe class SumKernel
{
    private const int Piece = 16_384;

    /// <summary>total = source, or total += source.</summary>
    public static void Accumulate<E>(void* source, float* total, long count, bool add)
        where E : struct, IElements =>
        Rows.Share((int)((count + Piece - 1) / Piece), Piece, (from, to, _) =>
        {
            nint i = (nint)from * Piece, end = (nint)Math.Min(count, (long)to * Piece);
            if (add)
            {
                for (; i <= end - 16; i += 16) (Vector512.Load(total + i) + E.Load(source, i)).Store(total + i);
                for (; i < end; i++) total[i] += E.Get(source, i);
            }
            else
            {
                for (; i <= end - 16; i += 16) E.Load(source, i).Store(total + i);
                for (; i < end; i++) total[i] = E.Get(source, i);
            }
        });

    /// <summary>total += a block of a matrix whose rows are <paramref name="stride"/> elements apart.</summary>
    public static void AccumulateBlock<E>(void* source, int stride, float* total, int rows, int columns)
        where E : struct, IElements =>
        Rows.Share(rows, columns, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
            {
                var line = (byte*)source + (row * stride * E.Size);
                var target = total + (row * columns);
                nint i = 0;
                for (; i <= columns - 16; i += 16) (Vector512.Load(target + i) + E.Load(line, i)).Store(target + i);
                for (; i < columns; i++) target[i] += E.Get(line, i);
            }
        });

    /// <summary>Adds each column's sum to <paramref name="totals"/>.</summary>
    public static void Columns<E>(void* source, float* totals, int rows, int width)
        where E : struct, IElements =>
        Rows.Share(width, rows, (from, to, _) =>
        {
            for (nint row = 0; row < rows; row++)
            {
                var line = (byte*)source + (row * width * E.Size);
                nint i = from;
                for (; i <= to - 16; i += 16) (Vector512.Load(totals + i) + E.Load(line, i)).Store(totals + i);
                for (; i < to; i++) totals[i] += E.Get(line, i);
            }
        });

    /// <summary>Rows of a table by number, as float32.</summary>
    public static void Gather<E>(void* table, int[] numbers, float* target, int width)
        where E : struct, IElements =>
        Rows.Share(numbers.Length, width, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
            {
                var source = (byte*)table + ((nint)numbers[row] * width * E.Size);
                var line = target + (row * width);
                nint i = 0;
                for (; i <= width - 16; i += 16) E.Load(source, i).Store(line + i);
                for (; i < width; i++) line[i] = E.Get(source, i);
            }
        });

    /// <summary>Adds rows to a table's rows by number. Each thread has columns of its own, so every sum has one order.</summary>
    public static void Scatter(float* source, int[] numbers, float* table, int width) =>
        Rows.Share(width, numbers.Length, (from, to, _) =>
        {
            for (nint row = 0; row < numbers.Length; row++)
            {
                var line = source + (row * width);
                var target = table + ((nint)numbers[row] * width);
                nint i = from;
                for (; i <= to - 16; i += 16) (Vector512.Load(target + i) + Vector512.Load(line + i)).Store(target + i);
                for (; i < to; i++) target[i] += line[i];
            }
        });
}
