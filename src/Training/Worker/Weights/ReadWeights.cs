using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Onebox.Models;
using Onebox.Weights;

namespace Onebox.Training.Worker.Weights;

/// <summary>From a GGUF's tensors to a model's parameters.</summary>
internal static class ReadWeights
{
    private const int Block = 32;
    private const int BlockBytes = 34;

    /// <exception cref="ModelException">A tensor is missing or of another shape or type.</exception>
    public static void Into(DecoderModel model, ModelSet source)
    {
        var tensors = source.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var parameters = model.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        foreach (var place in Places.Of(model.Shape))
        {
            if (!tensors.TryGetValue(place.Tensor, out var tensor)) throw new ModelException($"The base has no tensor {place.Tensor}.");
            var parameter = parameters[place.Parameter];
            var columns = (int)(tensor.Elements / place.Rows);
            if (tensor.Shape[0] != place.Rows || (parameter.Shape.Count > 1 ? parameter.Shape[1] : 1) != columns) throw new ModelException($"The base's tensor {place.Tensor} has the shape [{string.Join(", ", tensor.Shape)}], which does not fit the rest.");
            var values = Floats(source, tensor);
            var target = MemoryMarshal.Cast<byte, float>(parameter.Value!.bytes);
            for (var row = 0; row < place.Rows; row++)
                values.AsSpan(Places.FileRow(row, place.TurnedHeads) * columns, columns).CopyTo(target[((place.FirstRow + row) * columns)..]);
        }

        model.Publish();
    }

    /// <summary>A tensor's numbers.</summary>
    public static float[] Floats(ModelSet source, TensorInfo tensor)
    {
        var bytes = new byte[tensor.ByteLength];
        using (var handle = source.Files[tensor.File].OpenHandle()) source.Files[tensor.File].ReadTensor(handle, tensor, 0, bytes);
        var numbers = new float[tensor.Elements];
        switch (tensor.Type.Name)
        {
            case "F32":
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(numbers);
                break;
            case "F16":
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), numbers);
                break;
            case "BF16":
                var brain = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (var i = 0; i < numbers.Length; i++) numbers[i] = BitConverter.UInt32BitsToSingle((uint)brain[i] << 16);
                break;
            case "Q8_0":
                for (var (i, at) = (0, 0); i < numbers.Length; i += Block, at += BlockBytes)
                {
                    var scale = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(at));
                    for (var j = 0; j < Block; j++) numbers[i + j] = scale * (sbyte)bytes[at + 2 + j];
                }

                break;
            default:
                throw new ModelException($"The base's tensor {tensor.Name} is stored as {tensor.Type.Name}, which cannot be trained: take the model's F16, BF16 or Q8_0 form.");
        }

        return numbers;
    }
}
