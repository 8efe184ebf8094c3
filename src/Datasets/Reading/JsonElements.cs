using System.Text.Json;
using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>
/// Walks the elements of a JSON file's arrays without holding the file: the top-level array, or every array that is a property of the
/// top-level object; or, where the file is such, values one after another. Holds one element, and reads on where it is cut.
/// </summary>
internal sealed class JsonElements(Stream text, int maxElementBytes, bool values = false)
{
    private const int FirstBufferBytes = 1 << 17;

    private byte[] _buffer = new byte[FirstBufferBytes];
    private int _start;
    private int _end;
    private bool _last;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = JsonRecords.Options.MaxDepth, AllowTrailingCommas = true, AllowMultipleValues = values });
    private Place _place = values ? Place.Values : Place.Start;

    private enum Place
    {
        Start,
        Array,
        Object,
        NamedArray,
        Values,
        End,
    }

    /// <summary>The name of the array that the last element lay in; null in a top-level array.</summary>
    public string? Group { get; private set; }

    /// <returns>Null at the end.</returns>
    /// <exception cref="Kernel.ProblemException"><c>dataset.malformed</c>, <c>dataset.too_large</c>.</exception>
    public async ValueTask<JsonDocument?> NextAsync(CancellationToken cancellation)
    {
        while (_place != Place.End)
        {
            if (Step(out var element))
            {
                if (element is not null) return element;
                continue;
            }

            if (_last) throw DatasetsErrors.Malformed("JSON", "it ends in the middle.");
            await FillAsync(cancellation);
        }

        return null;
    }

    /// <summary>Goes on by one token or element; false when more bytes are needed.</summary>
    private bool Step(out JsonDocument? element)
    {
        element = null;
        try
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start.._end), _last, _state);
            if (!reader.Read())
            {
                if (_place != Place.Values || !_last) return false;
                _place = Place.End;
                return true;
            }

            if (_place is Place.Array or Place.NamedArray or Place.Values && reader.TokenType != JsonTokenType.EndArray)
            {
                if (!JsonDocument.TryParseValue(ref reader, out element)) return false;
            }
            else if (!Move(ref reader))
            {
                return false;
            }

            _start += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            return true;
        }
        catch (JsonException error)
        {
            element?.Dispose();
            throw DatasetsErrors.Malformed("JSON", JsonRecords.Short(error), error);
        }
    }

    private bool Move(ref Utf8JsonReader reader)
    {
        switch (_place, reader.TokenType)
        {
            case (Place.Start, JsonTokenType.StartArray):
                _place = Place.Array;
                return true;
            case (Place.Start, JsonTokenType.StartObject):
                _place = Place.Object;
                return true;
            case (Place.Object, JsonTokenType.PropertyName):
                return Enter(ref reader);
            case (Place.NamedArray, JsonTokenType.EndArray):
                (_place, Group) = (Place.Object, null);
                return true;
            case (Place.Array, _):
            case (Place.Object, _):
                _place = Place.End;
                return true;
            default:
                throw DatasetsErrors.Malformed("JSON", "it holds a single value, no records.");
        }
    }

    /// <summary>Into an array; over any other value.</summary>
    private bool Enter(ref Utf8JsonReader reader)
    {
        var name = reader.GetString();
        var before = reader;
        if (!reader.Read()) return false;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            (_place, Group) = (Place.NamedArray, name);
            return true;
        }

        reader = before;
        return reader.TrySkip();
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_end >= maxElementBytes) throw DatasetsErrors.TooLarge("A record of the file", Sizes.Text(maxElementBytes));
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await text.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += read;
        _last = read == 0;
    }
}
