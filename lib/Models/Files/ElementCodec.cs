using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Onebox.Weights;

namespace Onebox.Models;

/// <summary>float32 from and to the element types of model files, all little-endian.</summary>
internal static class ElementCodec
{
    public static bool Reads(TensorType type) => type == TensorType.F32 || type == TensorType.F16 || type == TensorType.BF16 || type == TensorType.Q8;

    /// <summary>Decodes whole blocks.</summary>
    public static void Decode(TensorType type, ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        if (type == TensorType.F32)
        {
            MemoryMarshal.Cast<byte, float>(bytes).CopyTo(numbers);
        }
        else if (type == TensorType.F16)
        {
            var halves = MemoryMarshal.Cast<byte, Half>(bytes);
            for (var i = 0; i < numbers.Length; i++) numbers[i] = (float)halves[i];
        }
        else if (type == TensorType.BF16)
        {
            var brains = MemoryMarshal.Cast<byte, ushort>(bytes);
            for (var i = 0; i < numbers.Length; i++) numbers[i] = BitConverter.UInt32BitsToSingle((uint)brains[i] << 16);
        }
        else
        {
            DecodeQ8(bytes, numbers);
        }
    }

    /// <summary>Encodes as F32, F16 or BF16, rounded to nearest, ties to even.</summary>
    public static void Encode(TensorType type, ReadOnlySpan<float> numbers, Span<byte> bytes)
    {
        if (type == TensorType.F32)
        {
            MemoryMarshal.AsBytes(numbers).CopyTo(bytes);
        }
        else if (type == TensorType.F16)
        {
            var halves = MemoryMarshal.Cast<byte, Half>(bytes);
            for (var i = 0; i < numbers.Length; i++) halves[i] = (Half)numbers[i];
        }
        else if (type == TensorType.BF16)
        {
            var brains = MemoryMarshal.Cast<byte, ushort>(bytes);
            for (var i = 0; i < numbers.Length; i++)
            {
                var bits = BitConverter.SingleToUInt32Bits(numbers[i]);
                brains[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
            }
        }
        else
        {
            throw new ArgumentException($"Weights are written as F32, F16 or BF16, not as {type}.", nameof(type));
        }
    }

    // ggml's Q8_0: a half-precision scale, then 32 signed bytes.
    private static void DecodeQ8(ReadOnlySpan<byte> bytes, Span<float> numbers)
    {
        for (var block = 0; block < numbers.Length / 32; block++)
        {
            var source = bytes.Slice(block * 34, 34);
            var scale = (float)BinaryPrimitives.ReadHalfLittleEndian(source);
            for (var i = 0; i < 32; i++) numbers[(block * 32) + i] = scale * (sbyte)source[2 + i];
        }
    }
}
