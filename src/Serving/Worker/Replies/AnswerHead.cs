using System.Text.Json;

namespace Onebox.Serving.Worker.Replies;

/// <summary>What every event of an answer begins with.</summary>
/// <param name="Created">Unix seconds.</param>
/// <param name="Model">The name by which the client asked.</param>
internal sealed record AnswerHead(string Id, long Created, string Model)
{
    private readonly JsonEncodedText _id = JsonEncodedText.Encode(Id, JsonAnswer.Options.Encoder), _model = JsonEncodedText.Encode(Model, JsonAnswer.Options.Encoder);

    /// <summary>Writes the fields within an object.</summary>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> kind)
    {
        json.WriteString("id"u8, _id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, Created);
        json.WriteString("model"u8, _model);
    }
}
