using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Api.OpenAI;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Answering;

namespace Onebox.Knowledge.OpenAI;

/// <summary>
/// A knowledge base that any OpenAI client chats with: under <c>/v1/chat/completions</c> by the name of a route that the base is attached to (<see cref="AttachedRoutes"/>), or under the
/// base's own address <c>/v1/knowledge/{base}</c>, where <c>model</c> names the route that answers. Citations come as annotations.
/// </summary>
internal sealed class KnowledgeChat(AskBase ask, Ids ids, TimeProvider clock, ILogger<KnowledgeChat> log)
{
    private const int MostBytes = 4 << 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/knowledge/{base}/chat/completions", async (string @base, HttpContext http, KnowledgeChat chat, CancellationToken cancellation) =>
        {
            using var received = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = await http.Request.Body.ReadAsync(buffer, cancellation)) > 0;)
            {
                if (received.Length + read > MostBytes) throw new Problem(ProblemKind.TooLarge, "request.too_large", $"The body is larger than {MostBytes} bytes.").ToException();
                await received.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            var body = ChatBody.Read(received.GetBuffer().AsMemory(0, (int)received.Length));
            await chat.AnswerAsync(http, @base, body, body.Model.Length == 0 ? null : body.Model);
        }).Allow(Actions.Infer).WithTags("OpenAI");

    /// <param name="route">Which models answer; null for the base's own route.</param>
    public async Task AnswerAsync(HttpContext http, string nameOrId, ChatBody body, string? route)
    {
        var cancellation = http.RequestAborted;
        var question = new AskKnowledgeRequest(body.Question, route, History: body.History, MaxTokens: body.MaxTokens);
        var (id, created) = (ids.New("chatcmpl"), clock.GetUtcNow().ToUnixTimeSeconds());
        if (!body.Stream)
        {
            var answer = await ask.RunAsync(nameOrId, question, http.Caller(), null, cancellation);
            var message = new { role = "assistant", content = answer.Answer, annotations = Annotations(http, nameOrId, answer) };
            await Results.Json(new { id, @object = "chat.completion", created, model = body.Model, choices = new[] { new { index = 0, message, finish_reason = "stop" } }, usage = Usage(answer) }).ExecuteAsync(http);
            return;
        }

        var stream = new AnswerStream(http, log);
        Task SendAsync(object chunk) => stream.SendAsync(JsonSerializer.Serialize(chunk));
        Task DeltaAsync(object delta, string? finish) => SendAsync(new { id, @object = "chat.completion.chunk", created, model = body.Model, choices = new[] { new { index = 0, delta, finish_reason = finish } } });
        async Task WordsAsync(string words)
        {
            if (!stream.HasBegun) await DeltaAsync(new { role = "assistant", content = "" }, null);
            await DeltaAsync(new { content = words }, null);
        }

        await stream.RunAsync(
            async () =>
            {
                var whole = await ask.RunAsync(nameOrId, question, http.Caller(), WordsAsync, cancellation);
                if (!stream.HasBegun) await WordsAsync("");
                await DeltaAsync(new { annotations = Annotations(http, nameOrId, whole) }, "stop");
                if (body.IncludeUsage) await SendAsync(new { id, @object = "chat.completion.chunk", created, model = body.Model, choices = Array.Empty<object>(), usage = Usage(whole) });
                await stream.SendAsync("[DONE]");
            },
            error => JsonSerializer.Serialize(new OpenAIErrorBody(error), OpenAIJson.Default.OpenAIErrorBody));
    }

    /// <summary>In the shape that chat clients know, a link with its place in the answer; what is ours beside: document, number, quote, page.</summary>
    private static IEnumerable<object> Annotations(HttpContext http, string nameOrId, KnowledgeAnswer answer) => answer.Citations.Where(c => c.Supports).Select(c =>
    {
        var mark = string.Create(CultureInfo.InvariantCulture, $"[{c.Number}]");
        var at = answer.Answer.IndexOf(mark, StringComparison.Ordinal);
        var place = (start_index: Math.Max(0, at), end_index: at < 0 ? answer.Answer.Length : at + mark.Length);
        var url = $"{http.Request.Scheme}://{http.Request.Host}/knowledge/{Uri.EscapeDataString(nameOrId)}/documents/{Uri.EscapeDataString(c.DocumentId)}";
        return (object)new { type = "url_citation", url_citation = new { place.start_index, place.end_index, title = c.Document, url }, file_id = c.DocumentId, filename = c.Document, index = c.Number, quote = c.Quote, page = c.Page };
    });

    private static object Usage(KnowledgeAnswer answer)
    {
        var (prompt, completion) = (answer.Times.PromptTokens ?? 0, answer.Times.AnswerTokens ?? 0);
        return new { prompt_tokens = prompt, completion_tokens = completion, total_tokens = prompt + completion };
    }
}
