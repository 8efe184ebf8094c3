using System.Text;

namespace Onebox.Weights;

/// <summary>Writes GGUF version 3. Tensors are streamed one after another, so a model of any size takes the memory of its largest piece in flight.</summary>
public static class GgufWriter
{
    /// <summary>Writes a whole file to the stream's current place, which must be its start.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="metadata">Keys and values in the order they shall have. <c>general.alignment</c> is added when <paramref name="alignment"/> is not the default.</param>
    /// <param name="tensors">Tensors in the order they shall have.</param>
    /// <param name="alignment">A power of two.</param>
    /// <exception cref="ArgumentException">A duplicate key or name, rows that fill no whole number of blocks, or an alignment that is no power of two.</exception>
    /// <exception cref="InvalidOperationException">A type cannot have its shape, or a tensor wrote another number of bytes than its shape asks for.</exception>
    public static void Write(
        Stream output,
        IEnumerable<KeyValuePair<string, GgufValue>> metadata,
        IReadOnlyList<TensorSource> tensors,
        int alignment = GgufFile.DefaultAlignment,
        CancellationToken cancellationToken = default)
    {
        if (alignment < 1 || !System.Numerics.BitOperations.IsPow2(alignment))
            throw new ArgumentException("The alignment must be a power of two.", nameof(alignment));
        var pairs = metadata.ToList();
        if (alignment != GgufFile.DefaultAlignment && !pairs.Exists(pair => pair.Key == "general.alignment"))
            pairs.Add(new("general.alignment", GgufValue.Of((uint)alignment)));
        RefuseDuplicates(pairs.Select(pair => pair.Key), nameof(metadata));
        RefuseDuplicates(tensors.Select(tensor => tensor.Name), nameof(tensors));

        var counted = new CountingStream(output);
        using (var writer = new BinaryWriter(counted, Encoding.UTF8, leaveOpen: true))
        {
            WriteHeader(writer, pairs, tensors, alignment);
        }
        Pad(counted, alignment);
        foreach (var tensor in tensors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            counted.WriteTensor(tensor);
            Pad(counted, alignment);
        }
        counted.Flush();
    }

    private static void WriteHeader(BinaryWriter writer, List<KeyValuePair<string, GgufValue>> pairs, IReadOnlyList<TensorSource> tensors, int alignment)
    {
        writer.Write(GgufReader.Magic);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)pairs.Count);
        foreach (var (key, value) in pairs)
        {
            GgufEncoding.EncodeText(writer, key);
            writer.Write((uint)value.Type);
            GgufEncoding.Encode(writer, value);
        }

        var offset = 0L;
        foreach (var tensor in tensors)
        {
            if (tensor.Shape.Count > 0 && tensor.Shape[^1] % tensor.Type.BlockElements != 0)
                throw new ArgumentException($"The rows of the tensor {tensor.Name} fill no whole number of {tensor.Type} blocks.", nameof(tensors));
            GgufEncoding.EncodeText(writer, tensor.Name);
            writer.Write((uint)tensor.Shape.Count);
            foreach (var dimension in tensor.Shape.Reverse())
                writer.Write((ulong)dimension);
            writer.Write(GgmlTypes.IdOf(tensor.Type));
            writer.Write((ulong)offset);
            offset = checked((offset + tensor.ByteLength + alignment - 1) & ~((long)alignment - 1));
        }
    }

    private static void Pad(CountingStream output, int alignment)
    {
        var missing = (int)(-output.Position & (alignment - 1));
        if (missing > 0)
            output.Write(new byte[missing]);
    }

    private static void RefuseDuplicates(IEnumerable<string> names, string parameter)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!seen.Add(name))
                throw new ArgumentException($"{name} appears twice.", parameter);
        }
    }
}
