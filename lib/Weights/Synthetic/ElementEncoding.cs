using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Onebox.Weights;

/// <summary>Writes floats in the types that a synthetic model can have. All little-endian.</summary>
internal static class ElementEncoding
{
    public static IReadOnlyList<TensorType> Types { get; } = [TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8];

    /// <summary>Encodes numbers, whose count must fill whole blocks; returns the bytes written.</summary>
    public static int Encode(TensorType type, ReadOnlySpan<float> numbers, Span<byte> bytes)
    {
        if (type == TensorType.Q8)
            return EncodeQ8(numbers, bytes);
        if (type == TensorType.F32)
            MemoryMarshal.AsBytes(numbers).CopyTo(bytes);
        else if (type == TensorType.F16)
            EncodeHalf(numbers, MemoryMarshal.Cast<byte, Half>(bytes));
        else if (type == TensorType.BF16)
            EncodeBrain(numbers, MemoryMarshal.Cast<byte, ushort>(bytes));
        else
            throw new ArgumentException($"Synthetic weights cannot be written as {type}.", nameof(type));
        return numbers.Length * type.BlockBytes;
    }

    /// <summary>ggml's Q8_0: for 32 numbers a half-precision scale of largest magnitude / 127, then each number over the scale, rounded away from zero.</summary>
    private static int EncodeQ8(ReadOnlySpan<float> numbers, Span<byte> bytes)
    {
        const int Block = 32;
        var at = 0;
        for (var start = 0; start < numbers.Length; start += Block)
        {
            var block = numbers.Slice(start, Block);
            var largest = 0f;
            foreach (var number in block)
                largest = Math.Max(largest, Math.Abs(number));
            var scale = largest / 127;
            var inverse = scale == 0 ? 0 : 1 / scale;
            BinaryPrimitives.WriteHalfLittleEndian(bytes[at..], (Half)scale);
            var quants = bytes.Slice(at + 2, Block);
            for (var i = 0; i < Block; i++)
            {
                var quotient = block[i] * inverse;
                quants[i] = (byte)(sbyte)(quotient + (quotient < 0 ? -0.5f : 0.5f));
            }
            at += 2 + Block;
        }
        return at;
    }

    private static void EncodeHalf(ReadOnlySpan<float> numbers, Span<Half> halves)
    {
        for (var i = 0; i < numbers.Length; i++)
            halves[i] = (Half)numbers[i];
    }

    private static void EncodeBrain(ReadOnlySpan<float> numbers, Span<ushort> brains)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(numbers[i]);
            brains[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16); // to nearest, ties to even
        }
    }
}
