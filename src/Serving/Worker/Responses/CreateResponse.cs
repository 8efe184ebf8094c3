using Onebox.Serving.Worker.Prompting;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Requests;
using Onebox.Serving.Worker.Streaming;

namespace Onebox.Serving.Worker.Responses;

/// <summary><c>POST /v1/responses</c>: OpenAI's newer API, for text and functions; nothing is kept between requests.</summary>
internal static class CreateResponse
{
    public static async Task AnswerAsync(WorkerCall call)
    {
        using var body = await RequestJson.ReadAsync(call.Http);
        var fields = body.Fields;
        var settings = GenerationFields.Read(fields, call, leastTokens: 1, "max_output_tokens") with { Choices = 1 };
        var prompt = PrepareChat.For(ResponseFields.Read(fields), call.Model);
        var head = new ResponseHead(AnswerIds.New("resp_"), call.Created, fields.Text("model") ?? call.Model.Name, fields, settings);

        await using var generations = await Generations.StartAsync(call, [prompt.ToRequest(settings, 0, call.Model.ContextShift)], 1);
        if (settings.Stream)
        {
            using var stream = new EventStream(call.Http, generations.PromptTokens);
            await generations.ReadAsync(new ResponseEvents(stream, head), prompt.Parser);
            return;
        }

        var output = new ResponseOutput();
        await generations.ReadAsync(output, prompt.Parser);
        using var answer = new JsonAnswer();
        head.Write(answer.Json, output.Cut ? "incomplete" : "completed", output);
        await answer.SendAsync(call);
    }
}
