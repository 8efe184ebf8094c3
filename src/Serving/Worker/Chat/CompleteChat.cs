using Onebox.Serving.Worker.Prompting;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Requests;
using Onebox.Serving.Worker.Streaming;

namespace Onebox.Serving.Worker.Chat;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal static class CompleteChat
{
    public static async Task AnswerAsync(WorkerCall call)
    {
        using var body = await RequestJson.ReadAsync(call.Http);
        var fields = body.Fields;
        var settings = GenerationFields.Read(fields, call, leastTokens: 1, "max_completion_tokens", "max_tokens") with { Logprobs = ChatFields.Logprobs(fields) };
        var prompt = PrepareChat.For(ChatFields.Read(fields), call.Model);
        var head = new AnswerHead(AnswerIds.New("chatcmpl-"), call.Created, fields.Text("model") ?? call.Model.Name);

        var requests = Enumerable.Range(0, settings.Choices).Select(choice => prompt.ToRequest(settings, choice, call.Model.ContextShift));
        await using var generations = await Generations.StartAsync(call, requests, settings.Choices);
        if (settings.Stream)
        {
            using var stream = new EventStream(call.Http, generations.PromptTokens);
            var events = new ChatEvents(stream, head, call.Model.Weights.Vocabulary, settings.Choices, settings.NoteUsage);
            await generations.ReadAsync(events, prompt.Parser);
            await events.CloseAsync();
            return;
        }

        var text = new ReplyText(settings.Choices);
        await generations.ReadAsync(text, prompt.Parser);
        await ChatAnswer.SendAsync(call, head, text, settings.Logprobs is not null);
    }
}
