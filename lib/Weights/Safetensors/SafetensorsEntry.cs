using System.Globalization;
using System.Text.Json;

namespace Onebox.Weights;

/// <summary>Reads one tensor's entry of a safetensors header: dtype, shape and data_offsets, which must agree. Fields that are not known are passed over.</summary>
internal sealed class SafetensorsEntry(string name, long at, ModelFileLimits limits, Faults faults)
{
    private TensorType? _type;
    private long[]? _shape;
    private long[]? _offsets;

    public TensorInfo Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw faults.Corrupt($"the entry {name} is not an object", at);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = json.GetString();
            json.Read();
            switch (field)
            {
                case "dtype":
                    Once(_type, field);
                    _type = ReadType(ref json);
                    break;
                case "shape":
                    Once(_shape, field);
                    _shape = ReadNumbers(ref json, "shape", limits.SafetensorsDimensions);
                    break;
                case "data_offsets":
                    Once(_offsets, field);
                    _offsets = ReadNumbers(ref json, "data_offsets", 2);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
        return Check();
    }

    private TensorInfo Check()
    {
        if (_type is null || _shape is null || _offsets is not [var start, var end])
            throw faults.Corrupt($"the entry {name} lacks dtype, shape or two data_offsets", at);
        if (start > end)
            throw faults.Corrupt($"the tensor {name} ends before it begins", at);
        var elements = TensorInfo.ElementsOf(_shape) ?? throw faults.Corrupt($"the tensor {name} has more than 2^63 elements", at);
        if (_type.BytesOf(elements) != end - start)
        {
            throw faults.Corrupt(string.Create(CultureInfo.InvariantCulture,
                $"the tensor {name} has {elements} elements of {_type} but takes {end - start} bytes"), at);
        }
        return new TensorInfo(name, _type, _shape, elements, start, end - start);
    }

    private TensorType ReadType(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String)
            throw faults.Corrupt($"the dtype of {name} is not text", at);
        var type = json.GetString()!;
        return SafetensorsTypes.Find(type) ?? throw faults.Type($"the tensor {name} has the dtype {type}, which is unknown here", at);
    }

    private long[] ReadNumbers(ref Utf8JsonReader json, string field, int limit)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            throw faults.Corrupt($"the {field} of {name} is not an array", at);
        var numbers = new List<long>(4);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == limit)
                throw faults.Limit($"the {field} of {name} has more entries", limit, at);
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var number) || number < 0)
                throw faults.Corrupt($"the {field} of {name} holds something else than whole numbers below 2^63", at);
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private void Once(object? value, string field)
    {
        if (value is not null)
            throw faults.Duplicate($"the {field} of {name} appears twice", at);
    }
}
