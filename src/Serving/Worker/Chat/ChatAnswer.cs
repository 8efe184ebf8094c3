using System.Runtime.InteropServices;
using System.Text.Json;
using Onebox.Serving.Worker.Replies;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Chat;

/// <summary>The answer of <c>/v1/chat/completions</c> as one JSON object.</summary>
internal static class ChatAnswer
{
    public static async Task SendAsync(WorkerCall call, AnswerHead head, ReplyText text, bool logprobs)
    {
        using var answer = new JsonAnswer();
        var json = answer.Json;
        var totals = new AnswerTotals();
        json.WriteStartObject();
        head.Write(json, "chat.completion"u8);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < text.Choices.Count; i++)
        {
            var choice = text.Choices[i];
            totals.Add(choice.Ended!, countPrompt: i == 0);
            json.WriteStartObject();
            json.WriteNumber("index"u8, i);
            WriteMessage(json, choice);
            if (logprobs) LogprobJson.Write(json, CollectionsMarshal.AsSpan(choice.Logprobs), call.Model.Weights.Vocabulary);
            else json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, choice.FinishReason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        totals.Write(json);
        json.WriteEndObject();
        await answer.SendAsync(call);
    }

    private static void WriteMessage(Utf8JsonWriter json, ReplyText.Choice choice)
    {
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        // OpenAI's answers have null where there are only calls.
        if (choice.Content.WrittenCount > 0 || choice.Calls.Count == 0) json.WriteString("content"u8, choice.Content.WrittenSpan);
        else json.WriteNull("content"u8);
        json.WriteNull("refusal"u8);
        if (choice.Reasoning.WrittenCount > 0) json.WriteString("reasoning_content"u8, choice.Reasoning.WrittenSpan);
        if (choice.Calls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in choice.Calls) WriteCall(json, call, withIndex: false);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WriteCall(Utf8JsonWriter json, ToolCall call, bool withIndex)
    {
        json.WriteStartObject();
        if (withIndex) json.WriteNumber("index"u8, call.Index);
        json.WriteString("id"u8, call.Id ?? AnswerIds.New("call_"));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, call.Name);
        json.WriteString("arguments"u8, call.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
