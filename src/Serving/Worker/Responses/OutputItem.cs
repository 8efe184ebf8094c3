using System.Buffers;
using System.Text.Json;
using Onebox.Serving.Worker.Replies;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Responses;

internal enum OutputKind
{
    Reasoning,
    Message,
    Call,
}

/// <summary>One item of a response's output, as it grows.</summary>
internal sealed class OutputItem
{
    private readonly ArrayBufferWriter<byte> _text = new();

    public OutputItem(OutputKind kind, int index)
    {
        (Kind, Index) = (kind, index);
        Id = AnswerIds.New(kind switch { OutputKind.Reasoning => "rs_", OutputKind.Message => "msg_", _ => "fc_" });
    }

    public OutputItem(ToolCall call, int index) : this(OutputKind.Call, index) => (ToolCall, CallId) = (call, call.Id ?? AnswerIds.New("call_"));

    public OutputKind Kind { get; }
    public int Index { get; }
    public string Id { get; }
    public ToolCall? ToolCall { get; }
    public string? CallId { get; }
    public ReadOnlySpan<byte> Text => _text.WrittenSpan;

    public void Append(ReadOnlySpan<byte> utf8) => _text.Write(utf8);

    /// <param name="begun">Only that it begins: without its text or arguments.</param>
    /// <param name="status"><c>in_progress</c>, <c>completed</c> or <c>incomplete</c>.</param>
    public void Write(Utf8JsonWriter json, bool begun, ReadOnlySpan<byte> status)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("type"u8, Kind switch { OutputKind.Reasoning => "reasoning"u8, OutputKind.Message => "message"u8, _ => "function_call"u8 });
        json.WriteString("status"u8, status);
        switch (Kind)
        {
            case OutputKind.Call:
                json.WriteString("call_id"u8, CallId);
                json.WriteString("name"u8, ToolCall!.Name);
                json.WriteString("arguments"u8, begun ? "" : ToolCall.Arguments);
                break;
            case OutputKind.Message:
                json.WriteString("role"u8, "assistant"u8);
                WriteContent(json, begun);
                break;
            default:
                json.WriteStartArray("summary"u8);
                json.WriteEndArray();
                WriteContent(json, begun);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>The one part of its content.</summary>
    public void WritePart(Utf8JsonWriter json, bool begun)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, Kind == OutputKind.Message ? "output_text"u8 : "reasoning_text"u8);
        json.WriteString("text"u8, begun ? default : Text);
        if (Kind == OutputKind.Message)
        {
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            json.WriteStartArray("logprobs"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteContent(Utf8JsonWriter json, bool begun)
    {
        json.WriteStartArray("content"u8);
        if (!begun) WritePart(json, begun: false);
        json.WriteEndArray();
    }
}
