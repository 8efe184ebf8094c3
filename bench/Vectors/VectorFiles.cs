using System.Runtime.InteropServices;

namespace Onebox.Vectors.Bench;

/// <summary>The .fvecs and .ivecs files of the ANN benchmarks: each row is its length (int32) and that many 32-bit values.</summary>
internal sealed class Rows<T>(int dimensions, T[] values)
    where T : unmanaged
{
    public int Dimensions { get; } = dimensions;

    public int Count => Values.Length / Dimensions;

    public T[] Values { get; } = values;

    public ReadOnlySpan<T> this[int row] => Values.AsSpan(row * Dimensions, Dimensions);
}

internal static class VectorFiles
{
    public static Rows<T> Read<T>(string path)
        where T : unmanaged
    {
        using var file = File.OpenRead(path);
        Span<int> dimensions = stackalloc int[1];
        if (file.Length < 8)
            throw new InvalidDataException($"{path} is too short for a vector file.");
        file.ReadExactly(MemoryMarshal.AsBytes(dimensions));
        var rowBytes = 4L + 4L * dimensions[0];
        if (dimensions[0] is <= 0 or > 65536 || file.Length % rowBytes != 0)
            throw new InvalidDataException($"{path} is not a vector file: {file.Length} bytes are not rows of {dimensions[0]} values.");
        var rows = (int)(file.Length / rowBytes);
        var values = new T[(long)rows * dimensions[0]];
        file.Position = 0;
        using var buffered = new BufferedStream(file, 1 << 20);
        for (var row = 0; row < rows; row++)
        {
            buffered.ReadExactly(MemoryMarshal.AsBytes(dimensions));
            buffered.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(row * dimensions[0], dimensions[0])));
        }

        return new Rows<T>(dimensions[0], values);
    }

    public static void Write<T>(string path, Rows<T> rows)
        where T : unmanaged
    {
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        var dimensions = rows.Dimensions;
        for (var row = 0; row < rows.Count; row++)
        {
            file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in dimensions)));
            file.Write(MemoryMarshal.AsBytes(rows[row]));
        }
    }
}
