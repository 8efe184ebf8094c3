using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Answering;

namespace Onebox.Knowledge.OpenAI;

/// <summary>
/// <c>/v1/responses</c> answered from documents: by the tool <c>file_search</c>, or by a route that a base is attached to. The output is the search as a call, and a message whose citations
/// are annotations of type <c>file_citation</c>. Nothing is kept between requests.
/// </summary>
internal sealed class KnowledgeResponse(AskBase ask, Ids ids, TimeProvider clock, ILogger<KnowledgeResponse> log)
{
    /// <param name="attached">The base that is attached to the route; null for none.</param>
    public async Task AnswerAsync(HttpContext http, string route, string? attached, ReadOnlyMemory<byte> bytes)
    {
        var body = ResponseBody.Read(bytes);
        var store = body.Store ?? attached ?? throw new InvalidOperationException("A response from documents names its base.");
        var question = new AskKnowledgeRequest(
            body.Question, route, body.Passages is { } most ? Math.Clamp(most, 1, AskBase.MostPassages) : null, Filter: body.Filters is null ? null : new KnowledgeFilter(Attributes: body.Filters), History: body.History, MaxTokens: body.MaxTokens);
        var response = new Response(body, ids, clock.GetUtcNow());
        if (!body.Stream)
        {
            var answer = await ask.RunAsync(store, question, http.Caller(), null, http.RequestAborted);
            await Results.Json(response.Whole(answer)).ExecuteAsync(http);
            return;
        }

        var stream = new AnswerStream(http, log);
        var number = 0;
        async Task SendAsync(string type, Dictionary<string, object?> data)
        {
            (data["type"], data["sequence_number"]) = (type, number++);
            await stream.SendAsync(JsonSerializer.Serialize(data), type);
        }

        async Task BeginAsync()
        {
            await SendAsync("response.created", new() { ["response"] = response.Of("in_progress", [], null) });
            await SendAsync("response.in_progress", new() { ["response"] = response.Of("in_progress", [], null) });
            await SendAsync("response.output_item.added", new() { ["output_index"] = 0, ["item"] = response.Call("in_progress", null) });
            foreach (var state in (string[])["in_progress", "searching", "completed"]) await SendAsync($"response.file_search_call.{state}", new() { ["output_index"] = 0, ["item_id"] = response.CallId });
            await SendAsync("response.output_item.done", new() { ["output_index"] = 0, ["item"] = response.Call("completed", null) });
            await SendAsync("response.output_item.added", new() { ["output_index"] = 1, ["item"] = response.Message("in_progress", []) });
            await SendAsync("response.content_part.added", response.Part(new() { ["part"] = Response.Text("", []) }));
        }

        async Task WordsAsync(string words)
        {
            if (!stream.HasBegun) await BeginAsync();
            if (words.Length > 0) await SendAsync("response.output_text.delta", response.Part(new() { ["delta"] = words, ["logprobs"] = Array.Empty<object>() }));
        }

        await stream.RunAsync(
            async () =>
            {
                var answer = await ask.RunAsync(store, question, http.Caller(), WordsAsync, http.RequestAborted);
                await WordsAsync("");
                var annotations = Response.Annotations(answer);
                foreach (var (i, annotation) in annotations.Index()) await SendAsync("response.output_text.annotation.added", response.Part(new() { ["annotation_index"] = i, ["annotation"] = annotation }));
                await SendAsync("response.output_text.done", response.Part(new() { ["text"] = answer.Answer, ["logprobs"] = Array.Empty<object>() }));
                await SendAsync("response.content_part.done", response.Part(new() { ["part"] = Response.Text(answer.Answer, annotations) }));
                await SendAsync("response.output_item.done", new() { ["output_index"] = 1, ["item"] = response.Message("completed", [Response.Text(answer.Answer, annotations)]) });
                await SendAsync("response.completed", new() { ["response"] = response.Whole(answer) });
            },
            error => JsonSerializer.Serialize(new { type = "error", sequence_number = number, code = error.Code, message = error.Message, param = error.Param }));
    }

    /// <summary>The object that grows, and its parts.</summary>
    private sealed class Response(ResponseBody body, Ids ids, DateTimeOffset created)
    {
        private readonly string _id = ids.New("resp"), _message = ids.New("msg");

        public string CallId { get; } = ids.New("fs");

        public object Whole(KnowledgeAnswer answer) => Of("completed", [Call("completed", answer), Message("completed", [Text(answer.Answer, Annotations(answer))])], answer);

        public object Of(string status, IReadOnlyList<object> output, KnowledgeAnswer? answer) => new
        {
            id = _id,
            @object = "response",
            created_at = created.ToUnixTimeSeconds(),
            status,
            background = false,
            error = (object?)null,
            incomplete_details = (object?)null,
            instructions = (string?)null,
            max_output_tokens = body.MaxTokens,
            model = body.Model,
            output,
            parallel_tool_calls = true,
            previous_response_id = (string?)null,
            reasoning = new { effort = (string?)null, summary = (string?)null },
            store = false,
            temperature = 0,
            text = new { format = new { type = "text" } },
            tool_choice = "auto",
            tools = body.Store is null ? [] : new[] { new { type = "file_search", vector_store_ids = new[] { body.Store } } },
            top_p = 1,
            truncation = "disabled",
            usage = answer is null ? null : Usage(answer.Times),
            metadata = new { },
        };

        /// <param name="answer">Null while nothing was found yet.</param>
        public object Call(string status, KnowledgeAnswer? answer) => new
        {
            id = CallId,
            type = "file_search_call",
            status,
            queries = new[] { answer?.SearchedFor ?? body.Question },
            results = !body.WithResults || answer is null ? null : answer.Passages.Select(p => new { file_id = p.DocumentId, filename = p.Document, score = p.Score, text = p.Text, attributes = new { chunk = p.Chunk } }).ToList(),
        };

        public object Message(string status, IReadOnlyList<object> content) => new { id = _message, type = "message", status, role = "assistant", content };

        /// <summary>An event about the message's one part.</summary>
        public Dictionary<string, object?> Part(Dictionary<string, object?> data)
        {
            (data["item_id"], data["output_index"], data["content_index"]) = (_message, 1, 0);
            return data;
        }

        public static object Text(string text, IReadOnlyList<object> annotations) => new { type = "output_text", text, annotations, logprobs = Array.Empty<object>() };

        /// <summary>As OpenAI has them, each at the end of its mark in the text; what is ours beside: quote and page.</summary>
        public static List<object> Annotations(KnowledgeAnswer answer) => [.. answer.Citations.Where(c => c.Supports).Select(c =>
        {
            var mark = FormattableString.Invariant($"[{c.Number}]");
            var at = answer.Answer.IndexOf(mark, StringComparison.Ordinal);
            return (object)new { type = "file_citation", file_id = c.DocumentId, filename = c.Document, index = at < 0 ? answer.Answer.Length : at + mark.Length, quote = c.Quote, page = c.Page };
        })];

        private static object Usage(AnswerTimes times)
        {
            var (read, written) = (times.PromptTokens ?? 0, times.AnswerTokens ?? 0);
            return new { input_tokens = read, input_tokens_details = new { cached_tokens = 0 }, output_tokens = written, output_tokens_details = new { reasoning_tokens = 0 }, total_tokens = read + written };
        }
    }
}
