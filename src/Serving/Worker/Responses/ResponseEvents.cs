using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Streaming;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Responses;

/// <summary>A response as OpenAI's named events, numbered from 0.</summary>
internal sealed class ResponseEvents(EventStream stream, ResponseHead head) : IReplySink
{
    private readonly ResponseOutput _output = new();
    private OutputItem? _open;
    private int _number;

    public void Text(int choice, ReplyPart part, ReadOnlySpan<byte> utf8, ReadOnlySpan<TokenLogprobs> logprobs)
    {
        if (utf8.IsEmpty) return;
        Start();
        var item = _output.ItemFor(part);
        if (item != _open) Open(item);
        item.Append(utf8);
        var json = OfPart(item, item.Kind == OutputKind.Message ? "response.output_text.delta"u8 : "response.reasoning_text.delta"u8);
        json.WriteString("delta"u8, utf8);
        if (item.Kind == OutputKind.Message) NoLogprobs(json);
        End(json);
    }

    public void Call(int choice, ToolCall call)
    {
        Start();
        Close("completed"u8);
        var item = _output.Add(call);
        OfItem("response.output_item.added"u8, item, begun: true, "in_progress"u8);
        var delta = OfCall(item, "response.function_call_arguments.delta"u8);
        delta.WriteString("delta"u8, call.Arguments);
        End(delta);
        var done = OfCall(item, "response.function_call_arguments.done"u8);
        done.WriteString("name"u8, call.Name);
        done.WriteString("arguments"u8, call.Arguments);
        End(done);
        OfItem("response.output_item.done"u8, item, begun: false, "completed"u8);
    }

    public void End(int choice, string finishReason, GenerationEnd end)
    {
        Start();
        _output.End(choice, finishReason, end);
        // A reply without a word is still a message.
        if (_output.Items is [{ Kind: OutputKind.Message } only] && only != _open) Open(only);
        Close(_output.Cut ? "incomplete"u8 : "completed"u8);
        var json = Begin(_output.Cut ? "response.incomplete"u8 : "response.completed"u8);
        json.WritePropertyName("response"u8);
        head.Write(json, _output.Cut ? "incomplete" : "completed", _output);
        End(json);
    }

    public ValueTask FlushAsync() => stream.FlushAsync();

    /// <summary>With the first output, not before: until then the host can take the request elsewhere.</summary>
    private void Start()
    {
        if (_number > 0) return;
        WriteResponse("response.created"u8);
        WriteResponse("response.in_progress"u8);

        void WriteResponse(ReadOnlySpan<byte> name)
        {
            var json = Begin(name);
            json.WritePropertyName("response"u8);
            head.Write(json, "in_progress", null);
            End(json);
        }
    }

    private void Open(OutputItem item)
    {
        Close("completed"u8);
        _open = item;
        OfItem("response.output_item.added"u8, item, begun: true, "in_progress"u8);
        var json = OfPart(item, "response.content_part.added"u8);
        json.WritePropertyName("part"u8);
        item.WritePart(json, begun: true);
        End(json);
    }

    private void Close(ReadOnlySpan<byte> status)
    {
        if (_open is not { } item) return;
        _open = null;
        var text = OfPart(item, item.Kind == OutputKind.Message ? "response.output_text.done"u8 : "response.reasoning_text.done"u8);
        text.WriteString("text"u8, item.Text);
        if (item.Kind == OutputKind.Message) NoLogprobs(text);
        End(text);
        var part = OfPart(item, "response.content_part.done"u8);
        part.WritePropertyName("part"u8);
        item.WritePart(part, begun: false);
        End(part);
        OfItem("response.output_item.done"u8, item, begun: false, status);
    }

    private void OfItem(ReadOnlySpan<byte> name, OutputItem item, bool begun, ReadOnlySpan<byte> status)
    {
        var json = Begin(name);
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        item.Write(json, begun, status);
        End(json);
    }

    private Utf8JsonWriter OfPart(OutputItem item, ReadOnlySpan<byte> name)
    {
        var json = OfCall(item, name);
        json.WriteNumber("content_index"u8, 0);
        return json;
    }

    private Utf8JsonWriter OfCall(OutputItem item, ReadOnlySpan<byte> name)
    {
        var json = Begin(name);
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, item.Index);
        return json;
    }

    private static void NoLogprobs(Utf8JsonWriter json)
    {
        json.WriteStartArray("logprobs"u8);
        json.WriteEndArray();
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> name)
    {
        var json = stream.Begin(name);
        json.WriteStartObject();
        json.WriteString("type"u8, name);
        json.WriteNumber("sequence_number"u8, _number++);
        return json;
    }

    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        stream.End();
    }
}
