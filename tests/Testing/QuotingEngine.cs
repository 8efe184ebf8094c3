using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Onebox.Testing;

/// <summary>
/// Stands in for an OpenAI-compatible server elsewhere: answers a question over passages with the sentence of a passage that shares most words with the question, and cites
/// it. So it is known what a good model would say.
/// </summary>
public sealed class QuotingEngine : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly int? _contextTokens;
    private readonly Task _answering;
    private int _refusals, _embedded, _asked;

    /// <param name="contextTokens">What it reads at once, a token being three bytes; longer prompts are refused in vLLM's words. Null: any.</param>
    public QuotingEngine(int? contextTokens = null)
    {
        _contextTokens = contextTokens;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1");
        }

        _listener.Prefixes.Add($"{Address.GetLeftPart(UriPartial.Authority)}/");
        _listener.Start();
        _answering = AnswerAsync();
    }

    public Uri Address { get; }

    /// <summary>Prompts that were refused for their length.</summary>
    public int Refusals => _refusals;

    /// <summary>How long its embeddings are: words counted by their hash.</summary>
    public int EmbeddingDimensions { get; set; } = 48;

    /// <summary>Texts that were embedded.</summary>
    public int Embedded => _embedded;

    /// <summary>So many embedding requests are answered with status 503 first.</summary>
    public int FullFor { get; set; }

    /// <summary>How its streamed answers end.</summary>
    public StreamEnd StreamEnd { get; set; }

    /// <summary>Embedding requests wait until it ends.</summary>
    public Task Holding { get; set; } = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // A test may end it before its end.
        if (_answering.IsCompleted) return;
        _listener.Stop();
        await _answering;
        _listener.Close();
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await OneAsync(await _listener.GetContextAsync());
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopped, or a client that left.
            }
        }
    }

    private async Task OneAsync(HttpListenerContext http)
    {
        if (http.Request.Url!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal))
        {
            await SendAsync(http, "application/json", """{"object":"list","data":[{"id":"quoting","object":"model"}]}""");
            return;
        }

        if (http.Request.Url.AbsolutePath.EndsWith("/embeddings", StringComparison.Ordinal))
        {
            await EmbedAsync(http);
            return;
        }

        if (!http.Request.Url.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            http.Response.StatusCode = 404;
            http.Response.Close();
            return;
        }

        using var json = await JsonDocument.ParseAsync(http.Request.InputStream);
        var messages = json.RootElement.GetProperty("messages");
        var prompt = messages[messages.GetArrayLength() - 1].GetProperty("content").GetString()!;
        var maxTokens = json.RootElement.TryGetProperty("max_tokens", out var most) ? most.GetInt32() : 16;
        var tokens = messages.EnumerateArray().Sum(m => Encoding.UTF8.GetByteCount(m.GetProperty("content").GetString()!)) / 3;
        if (tokens + maxTokens > _contextTokens)
        {
            _refusals++;
            http.Response.StatusCode = 400;
            await SendAsync(http, "application/json", $$$"""{"error":{"message":"This model's maximum context length is {{{_contextTokens}}} tokens. However, you requested {{{tokens + maxTokens}}} tokens ({{{tokens}}} in the messages, {{{maxTokens}}} in the completion). Please reduce the length of the messages or completion.","type":"BadRequestError","param":null,"code":400}}""");
            return;
        }

        if (prompt.EndsWith("Say yes or no.", StringComparison.Ordinal))
        {
            var likely = Likely(prompt);
            await SendAsync(http, "application/json", FormattableString.Invariant($$"""{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"{{(likely > 0.5 ? "Yes" : "No")}}"},"logprobs":{"content":[{"token":"Yes","logprob":{{Math.Log(likely)}},"top_logprobs":[{"token":"Yes","logprob":{{Math.Log(likely)}}},{"token":" no","logprob":{{Math.Log(1 - likely)}}}]}]},"finish_reason":"length"}]}"""));
            return;
        }

        var words = JsonSerializer.Serialize(prompt.Contains("Write one question", StringComparison.Ordinal) ? Ask(prompt) : Quote(prompt));
        if (json.RootElement.TryGetProperty("stream", out var stream) && stream.GetBoolean())
        {
            await StreamAsync(http, words);
            return;
        }

        await SendAsync(http, "application/json", $$$"""{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":{{{words}}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}""");
    }

    private async Task StreamAsync(HttpListenerContext http, string words)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.SendChunked = true;
        async Task EventAsync(string data)
        {
            await http.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"));
            await http.Response.OutputStream.FlushAsync();
        }

        await EventAsync($$$"""{"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":{{{words}}}},"finish_reason":null}]}""");
        if (StreamEnd == StreamEnd.Cut)
        {
            http.Response.Abort();
            return;
        }

        if (StreamEnd == StreamEnd.Error) await EventAsync("""{"error":{"message":"The graphics card fell off the bus.","type":"server_error","code":"internal"}}""");
        if (StreamEnd == StreamEnd.Whole)
        {
            await EventAsync("""{"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}""");
            await EventAsync("[DONE]");
        }

        http.Response.Close();
    }

    /// <summary>How many of the question's words stand in the passage, as a likelihood.</summary>
    private static double Likely(string prompt)
    {
        var at = prompt.LastIndexOf("\n\nQuestion: ", StringComparison.Ordinal);
        var question = prompt[(at + 12)..prompt.LastIndexOf("\n\nDoes", StringComparison.Ordinal)].Split([' ', '?'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 3).ToList();
        return Math.Clamp(question.Count(w => prompt.AsSpan(0, at).Contains(w, StringComparison.OrdinalIgnoreCase)) / (double)Math.Max(1, question.Count), 0.01, 0.99);
    }

    /// <summary>A question for the passage's first sentence whose answer is the sentence's last three words; every third one is a bad question.</summary>
    private string Ask(string prompt)
    {
        var passage = prompt[(prompt.IndexOf("Passage:\n", StringComparison.Ordinal) + 9)..].Trim();
        var sentence = passage.Split(['.', '\n'])[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var answer = string.Join(' ', sentence.TakeLast(3));
        return (_asked++ % 3) switch
        {
            0 => $"Question: What does document 7 say about {string.Join(' ', sentence.Take(2))}?\nAnswer: {answer}",
            1 => $"Question: {string.Join(' ', sentence.SkipLast(3))} what?\nAnswer: {answer}",
            _ => $"Question: How is it with {string.Join(' ', sentence.Take(4))}?\nAnswer: seventeen purple elephants",
        };
    }

    private async Task EmbedAsync(HttpListenerContext http)
    {
        using var json = await JsonDocument.ParseAsync(http.Request.InputStream);
        await Holding;
        if (FullFor > 0)
        {
            FullFor--;
            http.Response.StatusCode = 503;
            await SendAsync(http, "application/json", """{"error":{"message":"The queue is full.","type":"server_error"}}""");
            return;
        }

        var texts = json.RootElement.GetProperty("input").EnumerateArray().Select(t => t.GetString()!).ToList();
        _embedded += texts.Count;
        var data = texts.Select((text, i) =>
        {
            var vector = new float[EmbeddingDimensions];
            foreach (var word in text.Split([' ', '.', ',', '?', ':'], StringSplitOptions.RemoveEmptyEntries)) vector[word.ToLowerInvariant().Aggregate(7, (hash, c) => ((hash * 31) + c) & 0xFFFFFF) % vector.Length]++;
            return new { @object = "embedding", index = i, embedding = vector };
        });
        await SendAsync(http, "application/json", JsonSerializer.Serialize(new { @object = "list", data, model = "quoting" }));
    }

    private static string Quote(string prompt)
    {
        var question = prompt[(prompt.LastIndexOf("Question: ", StringComparison.Ordinal) + 10)..].Split([' ', '?'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 3).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var (best, most, number) = ("", 0, 0);
        foreach (var line in prompt[..prompt.LastIndexOf("Question: ", StringComparison.Ordinal)].Split('\n'))
        {
            if (line.StartsWith('[') && line.IndexOf(']', StringComparison.Ordinal) is > 1 and var end && int.TryParse(line.AsSpan(1, end - 1), out var read))
            {
                number = read;
                continue;
            }

            foreach (var sentence in line.Split(". "))
            {
                var common = question.Count(w => sentence.Contains(w, StringComparison.OrdinalIgnoreCase));
                if (common > most) (best, most) = ($"{sentence.TrimEnd('.')}. [{number}]", common);
            }
        }

        return best.Length > 0 ? best : "The documents do not say.";
    }

    private static async Task SendAsync(HttpListenerContext http, string type, string body)
    {
        http.Response.ContentType = type;
        await http.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        http.Response.Close();
    }
}

/// <summary>What comes after the words of a streamed answer.</summary>
public enum StreamEnd
{
    /// <summary>The reason for its end, and OpenAI's mark.</summary>
    Whole,

    /// <summary>Nothing: the body ends in order.</summary>
    Closed,

    /// <summary>The connection is cut.</summary>
    Cut,

    /// <summary>An error as an event.</summary>
    Error,
}
