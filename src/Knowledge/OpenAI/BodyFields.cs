using System.Text.Json;
using Onebox.Api.OpenAI;
using Onebox.Kernel;
using Onebox.Kernel.Wording;

namespace Onebox.Knowledge.OpenAI;

/// <summary>What the bodies of questions have in common, whichever of OpenAI's shapes they have.</summary>
internal static class BodyFields
{
    /// <param name="what">What the body should be: "chat request".</param>
    /// <exception cref="ProblemException"><c>request.malformed</c>, and what <paramref name="read"/> throws.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body, string what, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return read(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new Problem(ProblemKind.Invalid, "request.malformed", $"The body is no {what}: {(error is JsonException json ? JsonFault.Of(json) : "it holds a string that is not valid Unicode")}.").ToException(error);
        }
    }

    /// <returns>Null where it is not there, or null.</returns>
    public static JsonElement? Member(JsonElement? of, string name) => of is { ValueKind: JsonValueKind.Object } member && member.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static bool Flag(JsonElement? of, string name) => Member(of, name) is { ValueKind: JsonValueKind.True };

    public static int? Number(JsonElement? of, string name) =>
        Member(of, name) is not { } value ? null : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(name, $"'{name}' must be an integer.");

    /// <summary>A message's content is a text, or parts of which the texts count.</summary>
    /// <param name="field">Where the messages stand in the body.</param>
    public static ChatMessage Message(JsonElement message, string field)
    {
        if (Member(message, "role") is not { ValueKind: JsonValueKind.String } role) throw Wrong(field, "A message has a 'role' and a 'content'.");
        return new ChatMessage(role.GetString()!, Member(message, "content") switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { ValueKind: JsonValueKind.Array } parts => string.Join('\n', parts.EnumerateArray().Select(part => Member(part, "text") is { ValueKind: JsonValueKind.String } text
                ? text.GetString()!
                : throw Wrong(field, "A question to documents is text; other parts are not understood."))),
            _ => "",
        });
    }

    public static ProblemException Wrong(string field, string detail) => new Problem(ProblemKind.Invalid, "request.invalid", detail) { Field = field }.ToException();
}
