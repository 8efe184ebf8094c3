using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Onebox.Weights;

/// <summary>
/// Reads a safetensors header (8 bytes of length, JSON, data) and proves that the tensors cover the data exactly,
/// without holes and overlaps, as the reference implementation does.
/// </summary>
internal sealed class SafetensorsReader(Stream stream, ModelFileLimits limits, Faults faults)
{
    public SafetensorsFile Read()
    {
        var cursor = new ByteCursor(stream, 8L + limits.SafetensorsHeaderBytes, faults);
        var headerLength = cursor.ReadCount("length of the header", limits.SafetensorsHeaderBytes, 1);
        var header = cursor.ReadBytes(headerLength, "the header");
        if (headerLength == 0 || header[0] != (byte)'{')
            throw faults.Corrupt("the header does not begin with {", 8);
        if (!Utf8.IsValid(header))
            throw faults.Corrupt("the header is not valid UTF-8", 8);
        var (metadata, tensors) = Parse(header);
        var dataOffset = 8L + headerLength;
        return new SafetensorsFile(metadata, Place(tensors, dataOffset), dataOffset, cursor.Length);
    }

    private (Dictionary<string, string> Metadata, List<TensorInfo> Tensors) Parse(byte[] header)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new List<TensorInfo>();
        var json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var at = 8 + json.TokenStartIndex;
                var name = json.GetString()!;
                if (!names.Add(name))
                    throw faults.Duplicate($"the tensor {name} appears twice", at);
                json.Read();
                if (name == "__metadata__")
                    ReadMetadata(ref json, metadata);
                else if (tensors.Count == limits.Tensors)
                    throw faults.Limit("the number of tensors is higher", limits.Tensors, at);
                else
                    tensors.Add(new SafetensorsEntry(name, at, limits, faults).Read(ref json));
            }
            if (json.Read())
                throw faults.Corrupt("the header holds more than one JSON object", 8 + json.TokenStartIndex);
            return (metadata, tensors);
        }
        catch (JsonException e)
        {
            throw faults.Corrupt("the header is not valid JSON", 8 + json.BytesConsumed, e);
        }
        catch (InvalidOperationException e)
        {
            // GetString on an escape that is half a surrogate pair.
            throw faults.Corrupt("the header holds text that is not valid Unicode", 8 + json.TokenStartIndex, e);
        }
    }

    private void ReadMetadata(ref Utf8JsonReader json, Dictionary<string, string> metadata)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw faults.Corrupt("__metadata__ is not an object", 8 + json.TokenStartIndex);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var at = 8 + json.TokenStartIndex;
            var key = json.GetString()!;
            json.Read();
            if (json.TokenType != JsonTokenType.String)
                throw faults.Corrupt($"__metadata__ holds {key}, which is not text", at);
            if (!metadata.TryAdd(key, json.GetString()!))
                throw faults.Duplicate($"the metadata key {key} appears twice", at);
        }
    }

    /// <summary>Sorts by offset, refuses holes and overlaps, and turns offsets into data into offsets from the file's start.</summary>
    private List<TensorInfo> Place(List<TensorInfo> tensors, long dataOffset)
    {
        tensors.Sort((a, b) => (a.Offset, a.ByteLength).CompareTo((b.Offset, b.ByteLength)));
        var end = 0L;
        for (var i = 0; i < tensors.Count; i++)
        {
            var tensor = tensors[i];
            if (tensor.Offset != end)
            {
                throw faults.Corrupt(tensor.Offset < end
                    ? $"the tensor {tensor.Name} lies on the bytes of another"
                    : $"there are bytes before the tensor {tensor.Name} that belong to none", dataOffset + end);
            }
            if (tensor.ByteLength > stream.Length - dataOffset - end)
                throw faults.Truncated($"the tensor {tensor.Name}", dataOffset + end, stream.Length);
            end += tensor.ByteLength;
            tensors[i] = tensor with { Offset = dataOffset + tensor.Offset };
        }
        if (dataOffset + end != stream.Length)
            throw faults.Corrupt(string.Create(CultureInfo.InvariantCulture, $"{stream.Length - dataOffset - end} bytes follow the last tensor"), dataOffset + end);
        return tensors;
    }
}
