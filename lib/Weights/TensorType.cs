namespace Onebox.Weights;

/// <summary>
/// How a tensor's elements are stored: blocks of <paramref name="BlockElements"/> elements that take
/// <paramref name="BlockBytes"/> bytes. Plain numbers are blocks of one.
/// </summary>
/// <param name="Name">The name as ggml or safetensors spell it, upper case: <c>F16</c>, <c>Q4_K</c>, <c>F8_E4M3</c>.</param>
/// <param name="BlockElements">Elements in a block.</param>
/// <param name="BlockBytes">Bytes of a block.</param>
public sealed record TensorType(string Name, int BlockElements, int BlockBytes)
{
    public static TensorType F32 { get; } = new("F32", 1, 4);

    public static TensorType F16 { get; } = new("F16", 1, 2);

    public static TensorType BF16 { get; } = new("BF16", 1, 2);

    public static TensorType F64 { get; } = new("F64", 1, 8);

    public static TensorType I8 { get; } = new("I8", 1, 1);

    public static TensorType I16 { get; } = new("I16", 1, 2);

    public static TensorType I32 { get; } = new("I32", 1, 4);

    public static TensorType I64 { get; } = new("I64", 1, 8);

    /// <summary>Blocks of 32: a half-precision scale, then 32 signed bytes.</summary>
    public static TensorType Q8 { get; } = new("Q8_0", 32, 34);

    public double BitsPerElement => 8.0 * BlockBytes / BlockElements;

    /// <summary>Bytes that <paramref name="elements"/> take, or null when they fill no whole number of blocks or the size overflows.</summary>
    public long? BytesOf(long elements)
    {
        if (elements < 0 || elements % BlockElements != 0)
            return null;
        var blocks = elements / BlockElements;
        return blocks > long.MaxValue / BlockBytes ? null : blocks * BlockBytes;
    }

    public override string ToString() => Name;
}
