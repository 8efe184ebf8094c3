using System.IO.Hashing;
using System.Text.Json;
using Onebox.Kernel;

namespace Onebox.Serving.OpenAI;

/// <summary>One pass over the body's top level; values are skipped, not built.</summary>
internal static class InferenceRequestReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = InferenceRequest.MaxDepth };

    public static InferenceRequest Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw OpenAIErrors.Malformed("The body must be a JSON object.");

        string? model = null;
        Range modelRange = default;
        Range? streamOptions = null;
        bool stream = false, includeUsage = false;
        ulong prefix = 0;
        ulong? cacheKey = null, user = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("model"u8))
            {
                // Two models in one body would let the check look at one and the engine at the other.
                if (model is not null) throw OpenAIErrors.Invalid("The body names 'model' twice.", "model");
                model = ReadModel(ref reader);
                modelRange = Token(ref reader);
            }
            else if (reader.ValueTextEquals("stream"u8))
            {
                stream = ReadFlag(ref reader, "stream");
            }
            else if (reader.ValueTextEquals("stream_options"u8))
            {
                if (streamOptions is not null) throw OpenAIErrors.Invalid("The body names 'stream_options' twice.", "stream_options");
                (streamOptions, includeUsage) = ReadStreamOptions(ref reader);
            }
            else if (reader.ValueTextEquals("messages"u8) || reader.ValueTextEquals("prompt"u8) || reader.ValueTextEquals("input"u8))
            {
                var range = Skip(ref reader);
                prefix = HashStart(body[range]);
            }
            else if (reader.ValueTextEquals("prompt_cache_key"u8))
            {
                cacheKey = Hash(body[Skip(ref reader)]);
            }
            else if (reader.ValueTextEquals("user"u8))
            {
                user = Hash(body[Skip(ref reader)]);
            }
            else
            {
                reader.Skip();
            }
        }

        // What follows the object, if anything, is an error that the reader reports.
        if (reader.Read()) throw OpenAIErrors.Malformed("The body must be one JSON object.");
        return new InferenceRequest
        {
            Model = model ?? throw OpenAIErrors.Invalid("The body must name the route to ask as 'model'.", "model"),
            ModelRange = modelRange,
            Stream = stream,
            IncludeUsage = includeUsage,
            StreamOptionsRange = streamOptions,
            PrefixHash = prefix,
            StickyHash = cacheKey ?? user,
        };
    }

    private static string ReadModel(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String) throw OpenAIErrors.Invalid("'model' must be a string.", "model");
        const int mostBytesOfACharacter = 6;
        if (reader.ValueSpan.Length > Names.MaxLength * mostBytesOfACharacter) throw OpenAIErrors.Invalid("'model' is longer than any route's name.", "model");
        return reader.GetString()!;
    }

    private static bool ReadFlag(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False or JsonTokenType.Null => false,
            _ => throw OpenAIErrors.Invalid($"'{field}' must be true or false.", field),
        };
    }

    private static (Range Range, bool IncludeUsage) ReadStreamOptions(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.Null) return (start..(int)reader.BytesConsumed, false);
        if (reader.TokenType != JsonTokenType.StartObject) throw OpenAIErrors.Invalid("'stream_options' must be an object.", "stream_options");
        var include = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("include_usage"u8)) include = ReadFlag(ref reader, "stream_options.include_usage");
            else reader.Skip();
        }

        return (start..(int)reader.BytesConsumed, include);
    }

    private static Range Token(ref Utf8JsonReader reader) => (int)reader.TokenStartIndex..(int)reader.BytesConsumed;

    private static Range Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }

    private static ulong HashStart(ReadOnlySpan<byte> value) => Hash(value[..Math.Min(value.Length, InferenceRequest.PrefixBytes)]);

    private static ulong Hash(ReadOnlySpan<byte> value) => XxHash3.HashToUInt64(value);
}
