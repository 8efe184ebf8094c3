using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Onebox.Documents;

/// <summary>A document as JSON (docs/formats/document-blocks.md). What is null is left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Document))]
[JsonSerializable(typeof(Block))]
public sealed partial class DocumentJson : JsonSerializerContext
{
    /// <summary>Chinese stays readable, and lines are indented: for people.</summary>
    public static DocumentJson Readable { get; } = new(Written(indented: true));

    /// <summary>One line: for pipes and stores.</summary>
    public static DocumentJson Compact { get; } = new(Written(indented: false));

    private static JsonSerializerOptions Written(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
    };
}
