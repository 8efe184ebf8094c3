using System.Globalization;

namespace Onebox.Weights;

/// <summary>Reads the tensor table and proves that every tensor lies in the file and on no other.</summary>
internal sealed class GgufTensorTable(ByteCursor cursor, GgufValueReader values, ModelFileLimits limits, Faults faults)
{
    public IReadOnlyList<TensorInfo> Read(int count, int alignment, out long dataOffset)
    {
        var tensors = new List<TensorInfo>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var at = cursor.Position;
            var tensor = ReadRow();
            if (tensor.Name.Length == 0)
                throw faults.Corrupt("a tensor has no name", at);
            if (!names.Add(tensor.Name))
                throw faults.Duplicate($"the tensor {tensor.Name} appears twice", at);
            tensors.Add(tensor);
        }

        dataOffset = (cursor.Position + alignment - 1) & ~((long)alignment - 1);
        for (var i = 0; i < tensors.Count; i++)
            tensors[i] = Place(tensors[i], dataOffset, alignment);
        RefuseOverlaps(tensors);
        return tensors;
    }

    private TensorInfo ReadRow()
    {
        var name = values.ReadText("a tensor's name", limits.TensorNameBytes);
        var at = cursor.Position;
        var dimensions = cursor.ReadU32($"the dimensions of {name}");
        if (dimensions > limits.GgufDimensions)
            throw faults.Limit(string.Create(CultureInfo.InvariantCulture, $"the tensor {name} has {dimensions} dimensions"), limits.GgufDimensions, at);
        var shape = new long[dimensions];
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            var size = cursor.ReadU64($"the dimensions of {name}");
            shape[i] = size <= long.MaxValue ? (long)size : throw faults.Corrupt($"a dimension of the tensor {name} is above 2^63", at);
        }

        var type = ReadType(name);
        var elements = TensorInfo.ElementsOf(shape) ?? throw faults.Corrupt($"the tensor {name} has more than 2^63 elements", at);
        if (shape.Length > 0 && shape[^1] % type.BlockElements != 0)
        {
            throw faults.Corrupt(string.Create(CultureInfo.InvariantCulture,
                $"the rows of the tensor {name} have {shape[^1]} elements, which fill no whole number of {type} blocks of {type.BlockElements}"), at);
        }
        var bytes = type.BytesOf(elements) ?? throw faults.Corrupt($"the size of the tensor {name} is no number of bytes", at);
        var offset = cursor.ReadU64($"the offset of {name}");
        return new TensorInfo(name, type, shape, elements, offset <= long.MaxValue ? (long)offset : long.MaxValue, bytes);
    }

    private TensorType ReadType(string name)
    {
        var at = cursor.Position;
        var id = cursor.ReadU32($"the type of {name}");
        if (GgmlTypes.Find(id) is { } type)
            return type;
        throw GgmlTypes.RemovedName(id) is { } removed
            ? faults.Type($"the tensor {name} has the type {removed}, which was removed from GGUF", at)
            : faults.Type(string.Create(CultureInfo.InvariantCulture, $"the tensor {name} has the type number {id}, which is unknown here"), at);
    }

    /// <summary>Turns an offset into tensor data into one from the file's start.</summary>
    private TensorInfo Place(TensorInfo tensor, long dataOffset, int alignment)
    {
        if (tensor.Offset % alignment != 0)
            throw faults.Corrupt(string.Create(CultureInfo.InvariantCulture, $"the tensor {tensor.Name} is not aligned to {alignment} bytes"), tensor.Offset);
        if (tensor.Offset > cursor.Length - dataOffset || tensor.ByteLength > cursor.Length - dataOffset - tensor.Offset)
            throw faults.Truncated($"the tensor {tensor.Name}", Math.Min(tensor.Offset, long.MaxValue - dataOffset) + dataOffset, cursor.Length);
        return tensor with { Offset = dataOffset + tensor.Offset };
    }

    private void RefuseOverlaps(List<TensorInfo> tensors)
    {
        var end = 0L;
        var before = "";
        foreach (var tensor in tensors.Where(t => t.ByteLength > 0).OrderBy(t => t.Offset))
        {
            if (tensor.Offset < end)
                throw faults.Corrupt($"the tensors {before} and {tensor.Name} lie on the same bytes", tensor.Offset);
            end = tensor.Offset + tensor.ByteLength;
            before = tensor.Name;
        }
    }
}
