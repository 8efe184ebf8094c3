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
    private readonly Task _answering;

    public QuotingEngine()
    {
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

    public async ValueTask DisposeAsync()
    {
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

    private static async Task OneAsync(HttpListenerContext http)
    {
        if (http.Request.Url!.AbsolutePath.EndsWith("/models", StringComparison.Ordinal))
        {
            await SendAsync(http, "application/json", """{"object":"list","data":[{"id":"quoting","object":"model"}]}""");
            return;
        }

        if (!http.Request.Url.AbsolutePath.EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            http.Response.StatusCode = 404;
            http.Response.Close();
            return;
        }

        using var json = await JsonDocument.ParseAsync(http.Request.InputStream);
        var words = JsonSerializer.Serialize(Quote(json.RootElement.GetProperty("messages")[1].GetProperty("content").GetString()!));
        if (json.RootElement.TryGetProperty("stream", out var stream) && stream.GetBoolean())
        {
            await SendAsync(http, "text/event-stream", $$$"""
                data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":{{{words}}}},"finish_reason":null}]}

                data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}

                data: [DONE]


                """);
            return;
        }

        await SendAsync(http, "application/json", $$$"""{"id":"1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":{{{words}}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}""");
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
