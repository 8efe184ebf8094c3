using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Onebox.Models;
using Onebox.Weights;

namespace Onebox.Training.Worker.Weights;

/// <summary>A model's parameters as one GGUF.</summary>
internal static class WriteModel
{
    /// <param name="metadata">Everything but <c>general.file_type</c>, which follows from the type.</param>
    /// <param name="type"><c>F32</c>, <c>F16</c> or <c>BF16</c> for matrices; norms and biases are F32, as llama.cpp's own tools leave them.</param>
    /// <param name="extra">Tensors of the base that are not trained.</param>
    public static void Gguf(DecoderModel model, IEnumerable<KeyValuePair<string, GgufValue>> metadata, TensorType type, IEnumerable<TensorSource> extra, string path)
    {
        const uint float32 = 0, float16 = 1, brain16 = 32; // llama.cpp's LLAMA_FTYPE_*
        var parameters = model.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var sources = Places.Of(model.Shape).Select(place => Source(place, parameters[place.Parameter], type)).Concat(extra).ToList();
        var fileType = type == TensorType.F32 ? float32 : type == TensorType.BF16 ? brain16 : float16;
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        GgufWriter.Write(file, metadata.Where(m => m.Key != "general.file_type").Append(new("general.file_type", GgufValue.Of(fileType))), sources);
        file.Flush(flushToDisk: true);
    }

    private static TensorSource Source(Place place, ModelParameter parameter, TensorType type)
    {
        var columns = parameter.Shape.Count > 1 ? (int)parameter.Shape[1] : 1;
        var stored = columns > 1 ? type : TensorType.F32;
        long[] shape = columns > 1 ? [place.Rows, columns] : [place.Rows];
        return new TensorSource(place.Tensor, stored, shape, output => Write(place, parameter, columns, stored, output));
    }

    private static void Write(Place place, ModelParameter parameter, int columns, TensorType type, Stream output)
    {
        var values = MemoryMarshal.Cast<byte, float>(parameter.Value!.bytes).Slice(place.FirstRow * columns, place.Rows * columns);
        var numbers = new float[values.Length];
        for (var row = 0; row < place.Rows; row++) values.Slice(row * columns, columns).CopyTo(numbers.AsSpan(Places.FileRow(row, place.TurnedHeads) * columns));
        output.Write(Encode(numbers, type));
    }

    /// <summary>Little-endian, rounded to the nearest, halves to even.</summary>
    internal static byte[] Encode(float[] numbers, TensorType type)
    {
        var bytes = new byte[numbers.Length * type.BlockBytes];
        if (type == TensorType.F32)
        {
            MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(bytes);
        }
        else if (type == TensorType.F16)
        {
            TensorPrimitives.ConvertToHalf(numbers, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        }
        else
        {
            var brain = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
            for (var i = 0; i < numbers.Length; i++)
            {
                var bits = BitConverter.SingleToUInt32Bits(numbers[i]);
                brain[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
            }
        }

        return bytes;
    }
}
