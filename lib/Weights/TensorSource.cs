namespace Onebox.Weights;

/// <summary>A tensor to be written: its description, and a function that streams exactly its bytes when its turn comes.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Dimensions, slowest first.</param>
/// <param name="WriteTo">Writes the tensor's bytes, little-endian, and no other; a wrong count fails the write.</param>
public sealed record TensorSource(string Name, TensorType Type, IReadOnlyList<long> Shape, Action<Stream> WriteTo)
{
    /// <summary>Bytes that the description asks for.</summary>
    /// <exception cref="InvalidOperationException">The type cannot have that shape.</exception>
    public long ByteLength =>
        TensorInfo.ElementsOf([.. Shape]) is { } elements && Shape.All(d => d >= 0) && Type.BytesOf(elements) is { } bytes
            ? bytes
            : throw new InvalidOperationException($"Tensor {Name} of type {Type} cannot have the shape [{string.Join(", ", Shape)}].");

    public static TensorSource Of(string name, TensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes) =>
        new(name, type, shape, output => output.Write(bytes.Span));
}
