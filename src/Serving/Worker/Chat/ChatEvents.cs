using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Streaming;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Chat;

/// <summary>The answer of <c>/v1/chat/completions</c> as events.</summary>
internal sealed class ChatEvents(EventStream stream, AnswerHead head, Vocabulary vocabulary, int choices, bool noteUsage) : IReplySink
{
    private readonly AnswerTotals _totals = new();
    private readonly bool[] _begun = new bool[choices];

    public void Text(int choice, ReplyPart part, ReadOnlySpan<byte> utf8, ReadOnlySpan<TokenLogprobs> logprobs)
    {
        var json = BeginDelta(choice);
        if (part == ReplyPart.Reasoning) json.WriteString("reasoning_content"u8, utf8);
        else json.WriteString("content"u8, utf8);
        json.WriteEndObject();
        if (logprobs.Length > 0) LogprobJson.Write(json, logprobs, vocabulary);
        EndDelta(json, null);
    }

    public void Call(int choice, ToolCall call)
    {
        var json = BeginDelta(choice);
        json.WriteStartArray("tool_calls"u8);
        ChatAnswer.WriteCall(json, call, withIndex: true);
        json.WriteEndArray();
        json.WriteEndObject();
        EndDelta(json, null);
    }

    public void End(int choice, string finishReason, GenerationEnd end)
    {
        _totals.Add(end, countPrompt: choice == 0);
        var json = BeginDelta(choice);
        json.WriteEndObject();
        EndDelta(json, finishReason);
    }

    public ValueTask FlushAsync() => stream.FlushAsync();

    /// <summary>Usage and times, then the end.</summary>
    public async Task CloseAsync()
    {
        var json = stream.Begin();
        json.WriteStartObject();
        head.Write(json, "chat.completion.chunk"u8);
        json.WriteStartArray("choices"u8);
        json.WriteEndArray();
        _totals.Write(json);
        json.WriteEndObject();
        stream.End();
        stream.Done();
        await stream.FlushAsync();
    }

    /// <summary>Opens an event up to the fields of its delta. A choice's first event tells the role.</summary>
    private Utf8JsonWriter BeginDelta(int choice)
    {
        if (!_begun[choice])
        {
            _begun[choice] = true;
            var first = Open(choice);
            first.WriteString("role"u8, "assistant"u8);
            first.WriteString("content"u8, ""u8);
            first.WriteEndObject();
            EndDelta(first, null);
        }

        return Open(choice);
    }

    private Utf8JsonWriter Open(int choice)
    {
        var json = stream.Begin();
        json.WriteStartObject();
        head.Write(json, "chat.completion.chunk"u8);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, choice);
        json.WriteStartObject("delta"u8);
        return json;
    }

    private void EndDelta(Utf8JsonWriter json, string? finishReason)
    {
        if (finishReason is null) json.WriteNull("finish_reason"u8);
        else json.WriteString("finish_reason"u8, finishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (noteUsage) json.WriteNull("usage"u8);
        json.WriteEndObject();
        stream.End();
    }
}
