namespace Onebox.Weights;

/// <summary>One row of a file's tensor table.</summary>
/// <param name="Name">The tensor's name, unique in its model.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Dimensions, slowest first (rows before columns), whatever the file's own order: GGUF lists them the other way round.</param>
/// <param name="Elements">The product of <paramref name="Shape"/>.</param>
/// <param name="Offset">Where its bytes begin, from the start of the file.</param>
/// <param name="ByteLength">How many bytes it takes, without padding.</param>
public sealed record TensorInfo(string Name, TensorType Type, IReadOnlyList<long> Shape, long Elements, long Offset, long ByteLength)
{
    /// <summary>Which of the model's files holds it, counted from 0.</summary>
    public int File { get; init; }

    /// <summary>The product of dimensions that are all 0 or more, or null when it overflows.</summary>
    internal static long? ElementsOf(ReadOnlySpan<long> shape)
    {
        if (shape.Contains(0))
            return 0;
        long product = 1;
        foreach (var dimension in shape)
        {
            if (product > long.MaxValue / dimension)
                return null;
            product *= dimension;
        }
        return product;
    }
}
