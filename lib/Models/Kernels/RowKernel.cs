namespace Onebox.Models;

/// <summary>Copies of whole rows by number.</summary>
internal static unsafe class RowKernel
{
    public static void Gather(void* source, ReadOnlyMemory<int> numbers, void* target, int rowBytes) =>
        Rows.Share(numbers.Length, rowBytes, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
                Buffer.MemoryCopy((byte*)source + ((nint)numbers.Span[(int)row] * rowBytes), (byte*)target + (row * rowBytes), rowBytes, rowBytes);
        });

    public static void Scatter(void* source, ReadOnlyMemory<int> numbers, void* target, int rowBytes) =>
        Rows.Share(numbers.Length, rowBytes, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
                Buffer.MemoryCopy((byte*)source + (row * rowBytes), (byte*)target + ((nint)numbers.Span[(int)row] * rowBytes), rowBytes, rowBytes);
        });
}
