using Onebox.Weights;

namespace Onebox.Models;

/// <summary>The weights of a model as tensors to be written.</summary>
internal static unsafe class WeightTensors
{
    private const int PieceElements = 1 << 18;

    /// <param name="type">Of matrices: F32, F16 or BF16.</param>
    /// <param name="vectors">Of norms and biases.</param>
    public static List<TensorSource> Of(ModelShape shape, IEnumerable<ModelParameter> parameters, WeightNaming naming, TensorType type, TensorType vectors) =>
        parameters.FirstOrDefault(parameter => parameter.Quantized is not null) is { } packed
            ? throw new ModelException($"{packed.Name} is kept in fewer bits than it had: load the model again without a quantized base, and save that.")
            : [.. parameters.SelectMany(parameter => WeightMap.PiecesOf(shape, parameter.Name, naming)
            .Select(piece => new TensorSource(piece.Name, piece.IsVector ? vectors : type, piece.Shape, output => Write(output, parameter, piece, piece.IsVector ? vectors : type))))];

    private static void Write(Stream output, ModelParameter parameter, WeightPiece piece, TensorType type)
    {
        var columns = piece.IsVector ? 1 : (int)piece.Columns;
        var batch = (int)Math.Clamp(PieceElements / columns, 1, piece.Rows);
        var numbers = new float[batch * columns];
        var bytes = new byte[type.BytesOf(numbers.Length)!.Value];
        for (long row = 0; row < piece.Rows; row += batch)
        {
            var count = (int)Math.Min(batch, piece.Rows - row);
            for (var i = 0; i < count; i++) ReadRow(parameter, piece.FirstRow + WeightMap.RowHere(piece, row + i), numbers.AsSpan(i * columns, columns));
            var length = count * columns;
            ElementCodec.Encode(type, numbers.AsSpan(0, length), bytes);
            output.Write(bytes.AsSpan(0, (int)type.BytesOf(length)!.Value));
        }
    }

    /// <summary>A row of the master, or of what is computed with where there is no master.</summary>
    private static void ReadRow(ModelParameter parameter, long row, Span<float> target)
    {
        var at = row * target.Length;
        if (parameter.Master is not null) new Span<float>(parameter.Master + at, target.Length).CopyTo(target);
        else ElementCodec.Decode(TensorType.BF16, new ReadOnlySpan<byte>((byte*)parameter.ComputePointer + (at * 2), target.Length * 2), target);
    }
}
