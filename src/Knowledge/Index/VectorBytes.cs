using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Onebox.Knowledge.Index;

/// <summary>Vectors as they are kept: 16-bit floats, little-endian.</summary>
internal static class VectorBytes
{
    public static byte[] Write(ReadOnlySpan<float> vector)
    {
        var halves = new Half[vector.Length];
        TensorPrimitives.ConvertToHalf(vector, halves);
        return MemoryMarshal.AsBytes<Half>(halves).ToArray();
    }

    public static float[] Read(ReadOnlySpan<byte> bytes)
    {
        var vector = new float[bytes.Length / 2];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), vector);
        return vector;
    }

    /// <summary>A vector of zeros stands for a text that the encoder does not understand: it is near nothing.</summary>
    public static bool SaysSomething(ReadOnlySpan<float> vector) => vector.ContainsAnyExcept(0f);
}
