using Onebox.Llama;
using Onebox.Serving.Worker.Prompting;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Requests;
using Onebox.Serving.Worker.Streaming;

namespace Onebox.Serving.Worker.Completions;

/// <summary><c>POST /v1/completions</c>: text goes on as the model sees fit, without a template.</summary>
internal static class CompleteText
{
    private const int MostPrompts = 128, MostLogprobs = 20;

    public static async Task AnswerAsync(WorkerCall call)
    {
        using var body = await RequestJson.ReadAsync(call.Http);
        var fields = body.Fields;
        Refuse(fields);
        var vocabulary = call.Model.Engine.Model.Vocabulary;
        var settings = GenerationFields.Read(fields, call, leastTokens: 0, "max_tokens", "max_completion_tokens") with { Logprobs = fields.Integer("logprobs", 0, MostLogprobs) };
        // OpenAI's limit here is 16 tokens unless told otherwise.
        if (settings.MaxTokens == int.MaxValue && fields.Value("max_tokens") is null && fields.Value("max_completion_tokens") is null) settings = settings with { MaxTokens = 16 };
        var format = ReplyFormat.Read(fields);
        var prompts = PromptFields.Read(fields, "prompt", vocabulary, MostPrompts);
        var echoes = fields.Flag("echo") ?? false ? PromptEcho.Read(fields, prompts, vocabulary) : null;
        var head = new AnswerHead(AnswerIds.New("cmpl-"), call.Created, fields.Text("model") ?? call.Model.Name);

        await using var generations = await Generations.StartAsync(call, Requests(prompts, settings, format, echoes, call.Model.ContextShift), settings.Choices);
        if (settings.Stream)
        {
            using var stream = new EventStream(call.Http, generations.PromptTokens);
            var events = new CompletionEvents(stream, head, vocabulary, generations.Count, settings, echoes);
            await generations.ReadAsync(events, () => null);
            await events.CloseAsync();
            return;
        }

        var text = new ReplyText(generations.Count);
        await generations.ReadAsync(text, () => null);
        await CompletionAnswer.SendAsync(call, head, text, settings, echoes);
    }

    private static void Refuse(Fields fields)
    {
        if (fields.Text("suffix") is { Length: > 0 }) throw fields.Wrong("suffix", "is not supported: write the model's own fill-in-the-middle markers into the prompt.");
        if (fields.Integer("best_of", 1, GenerationFields.MostChoices) is { } best && best != (fields.Integer("n", 1, GenerationFields.MostChoices) ?? 1))
            throw fields.Wrong("best_of", "is only supported when it equals 'n'.");
    }

    private static IEnumerable<GenerationRequest> Requests(IReadOnlyList<Prompt> prompts, GenerationFields settings, ReplyFormat format, IReadOnlyList<PromptEcho>? echoes, bool contextShift)
    {
        var grammar = format.Grammar is { } text ? new Grammar(text) : null;
        for (var i = 0; i < prompts.Count; i++)
        {
            for (var choice = 0; choice < settings.Choices; choice++)
            {
                yield return settings.ToRequest(prompts[i].Tokens, choice, contextShift) with
                {
                    Grammar = grammar,
                    PromptLogprobs = echoes is null ? null : settings.Logprobs,
                    PromptLogprobsFrom = echoes?[i].From ?? 1,
                };
            }
        }
    }
}
