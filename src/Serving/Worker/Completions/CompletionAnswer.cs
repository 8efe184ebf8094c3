using System.Runtime.InteropServices;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Completions;

/// <summary>The answer of <c>/v1/completions</c> as one JSON object.</summary>
internal static class CompletionAnswer
{
    /// <param name="echoes">One for each prompt, to be repeated; null when they are not wanted.</param>
    public static async Task SendAsync(WorkerCall call, AnswerHead head, ReplyText text, GenerationFields settings, IReadOnlyList<PromptEcho>? echoes)
    {
        using var answer = new JsonAnswer();
        var json = answer.Json;
        var totals = new AnswerTotals();
        json.WriteStartObject();
        head.Write(json, "text_completion"u8);
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < text.Choices.Count; i++)
        {
            var choice = text.Choices[i];
            var echo = echoes?[i / settings.Choices];
            totals.Add(choice.Ended!, countPrompt: i % settings.Choices == 0);
            json.WriteStartObject();
            json.WriteNumber("index"u8, i);
            json.WriteString("text"u8, echo is null ? choice.Content.WrittenSpan : [.. echo.Utf8, .. choice.Content.WrittenSpan]);
            if (settings.Logprobs is { } top) new CompletionLogprobs(call.Model.Weights.Vocabulary, echo).Write(json, echo?.First ?? -1, CollectionsMarshal.AsSpan(choice.Logprobs), top);
            else json.WriteNull("logprobs"u8);
            json.WriteString("finish_reason"u8, choice.FinishReason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        totals.Write(json);
        json.WriteEndObject();
        await answer.SendAsync(call);
    }
}
