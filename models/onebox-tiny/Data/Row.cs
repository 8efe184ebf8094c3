using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Onebox.TinyData;

internal readonly record struct Message(string Role, string Content);

/// <summary>A row of a dataset in Onebox's canonical form: chat messages or plain text, one JSON object a line.</summary>
internal sealed record Row(IReadOnlyList<Message>? Messages, string? Text)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] ToLine(string split)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("id", Hash());
            writer.WriteString("split", split);
            if (Text is not null)
                writer.WriteString("text", Text);
            if (Messages is not null)
            {
                writer.WriteStartArray("messages");
                foreach (var (role, content) in Messages)
                {
                    writer.WriteStartObject();
                    writer.WriteString("role", role);
                    writer.WriteString("content", content);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private string Hash()
    {
        var content = Text ?? string.Join('\u001e', Messages!.Select(m => m.Role + '\u001f' + m.Content));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..16];
    }
}
