using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Api.OpenAI;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Knowledge.OpenAI;

/// <summary>
/// <c>POST /v1/knowledge/{base}/chat/completions</c>: a route with a knowledge base attached. Any OpenAI client whose base address is <c>/v1/knowledge/{base}</c> chats with the
/// base: the last message is the question, those before it the conversation, <c>model</c> the route that answers. Citations come as annotations.
/// </summary>
internal static class KnowledgeChat
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/knowledge/{base}/chat/completions", HandleAsync).Allow(Actions.Infer).WithTags("OpenAI");

    private static async Task HandleAsync(string @base, HttpContext http, AskBase ask, Ids ids, TimeProvider clock, CancellationToken cancellation)
    {
        var request = await ReadAsync(http, cancellation);
        if (request.Messages is not [.., { Role: "user" } last]) throw new Problem(ProblemKind.Invalid, "request.malformed", "The last message must be the user's question.") { Field = "messages" }.ToException();
        var history = request.Messages.Take(request.Messages.Count - 1).Where(m => m.Role is "user" or "assistant").ToList();
        var question = new AskKnowledgeRequest(last.Content, request.Model.Length == 0 ? null : request.Model, History: history, MaxTokens: request.MaxTokens);
        var (id, created) = (ids.New("chatcmpl"), clock.GetUtcNow().ToUnixTimeSeconds());
        if (!request.Stream)
        {
            var answer = await ask.RunAsync(@base, question, http.Caller(), null, cancellation);
            await Results.Json(new { id, @object = "chat.completion", created, model = request.Model, choices = new[] { new { index = 0, message = Message(answer), finish_reason = "stop" } }, usage = Usage(answer) }).ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        Task SendAsync(object delta, string? finish) => WriteAsync(http, JsonSerializer.Serialize(new { id, @object = "chat.completion.chunk", created, model = request.Model, choices = new[] { new { index = 0, delta, finish_reason = finish } } }), cancellation);
        await SendAsync(new { role = "assistant", content = "" }, null);
        try
        {
            var whole = await ask.RunAsync(@base, question, http.Caller(), words => SendAsync(new { content = words }, null), cancellation);
            await SendAsync(new { annotations = Annotations(whole) }, "stop");
            await WriteAsync(http, "[DONE]", cancellation);
        }
        catch (ProblemException problem)
        {
            await WriteAsync(http, JsonSerializer.Serialize(new { error = new { message = problem.Message, type = "server_error", code = problem.Problem.Code } }), cancellation);
        }
    }

    private static async Task<ChatRequest> ReadAsync(HttpContext http, CancellationToken cancellation)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, Api.OpenAIJson.Default.ChatRequest, cancellation) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new Problem(ProblemKind.Invalid, "request.malformed", $"The body is no chat request: {error.Message}").ToException(error);
        }
    }

    private static object Message(KnowledgeAnswer answer) => new { role = "assistant", content = answer.Answer, annotations = Annotations(answer) };

    private static IEnumerable<object> Annotations(KnowledgeAnswer answer) => answer.Citations.Where(c => c.Supports)
        .Select(c => new { type = "file_citation", file_id = c.DocumentId, filename = c.Document, index = c.Number, quote = c.Quote, page = c.Page });

    private static object Usage(KnowledgeAnswer answer)
    {
        var (prompt, completion) = (answer.Times.PromptTokens ?? 0, answer.Times.AnswerTokens ?? 0);
        return new { prompt_tokens = prompt, completion_tokens = completion, total_tokens = prompt + completion };
    }

    private static async Task WriteAsync(HttpContext http, string data, CancellationToken cancellation)
    {
        await http.Response.WriteAsync($"data: {data}\n\n", cancellation);
        await http.Response.Body.FlushAsync(cancellation);
    }
}
