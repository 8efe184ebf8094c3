using System.Text;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.OpenAI;
using Onebox.Kernel.Access;
using Onebox.Serving;

namespace Onebox.Knowledge.Answering;

/// <summary>The model behind a route: how much it can read, how long a prompt is for it, and its answers. Asked as the caller, with the caller's rights and quota.</summary>
internal sealed class RouteModel(IServing serving, string route, Caller caller)
{
    /// <summary>For engines elsewhere, which do not tell: what every model of today reads.</summary>
    private const int ContextWhenUntold = 4096;

    /// <summary>When the route cannot count: fewer characters a token than any common text has.</summary>
    private const double CharactersPerToken = 2.5;

    private bool _countsTokens = true;

    public async Task<int> ContextTokensAsync(CancellationToken cancellation)
    {
        if (serving.FindRoute(route) is not { } found) throw KnowledgeErrors.RouteUnknown(route);
        var least = ContextWhenUntold;
        foreach (var target in found.Targets.Where(t => t.Weight > 0 && !t.Deployment.StartsWith("engine:", StringComparison.Ordinal)))
        {
            var deployment = await serving.FindDeploymentAsync(target.Deployment, cancellation);
            if (deployment?.Settings.ContextTokens is { } told) least = Math.Min(least == ContextWhenUntold ? told : least, told);
        }

        return least;
    }

    /// <summary>The prompt's length in the model's own tokens, template included.</summary>
    public async Task<int> CountAsync(IReadOnlyList<ChatMessage> messages, CancellationToken cancellation)
    {
        if (_countsTokens)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new ChatRequest { Model = route, Messages = messages }, OpenAIJson.Default.ChatRequest);
            var answer = await serving.AskAsync("/v1/tokenize", body, caller, cancellation: cancellation);
            if (answer.Succeeded)
            {
                using var json = JsonDocument.Parse(answer.Body);
                if (json.RootElement.TryGetProperty("count", out var count)) return count.GetInt32();
            }

            _countsTokens = false;
        }

        return (int)(messages.Sum(m => Encoding.UTF8.GetByteCount(m.Content)) / CharactersPerToken) + (16 * messages.Count);
    }

    /// <exception cref="Kernel.ProblemException"><c>knowledge.route_failed</c>.</exception>
    public async Task<(string Text, int? PromptTokens, int? AnswerTokens)> AnswerAsync(IReadOnlyList<ChatMessage> messages, int maxTokens, Func<string, Task>? delta, CancellationToken cancellation)
    {
        var request = new ChatRequest { Model = route, Messages = messages, MaxTokens = maxTokens, Temperature = 0, Stream = delta is not null, StreamOptions = delta is null ? null : new StreamOptions(IncludeUsage: true) };
        var body = JsonSerializer.SerializeToUtf8Bytes(request, OpenAIJson.Default.ChatRequest);
        return delta is null ? await WholeAsync(body, cancellation) : await StreamedAsync(body, delta, cancellation);
    }

    private async Task<(string, int?, int?)> WholeAsync(byte[] body, CancellationToken cancellation)
    {
        var answer = await serving.AskAsync("/v1/chat/completions", body, caller, cancellation: cancellation);
        if (!answer.Succeeded) throw KnowledgeErrors.RouteFailed(route, ErrorOf(answer.Body.Span));
        using var json = JsonDocument.Parse(answer.Body);
        var text = json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString() ?? "";
        int? Usage(string name) => json.RootElement.TryGetProperty("usage", out var usage) && usage.TryGetProperty(name, out var value) && value.TryGetInt32(out var tokens) ? tokens : null;
        return (text, Usage("prompt_tokens"), Usage("completion_tokens"));
    }

    private async Task<(string, int?, int?)> StreamedAsync(byte[] body, Func<string, Task> delta, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        ChatUsage? usage = null;
        await using var events = new EventReader(async data =>
        {
            if (data == "[DONE]" || JsonSerializer.Deserialize(data, OpenAIJson.Default.ChatChunk) is not { } chunk) return;
            if (chunk.Error is { } error) throw KnowledgeErrors.RouteFailed(route, error.Message);
            usage = chunk.Usage ?? usage;
            foreach (var choice in chunk.Choices)
            {
                if (choice.Delta?.Content is not { Length: > 0 } words) continue;
                text.Append(words);
                await delta(words);
            }
        });
        var status = await serving.AskAsync("/v1/chat/completions", body, caller, events, cancellation);
        if (status is < 200 or >= 300) throw KnowledgeErrors.RouteFailed(route, ErrorOf(Encoding.UTF8.GetBytes(events.Rest)));
        return (text.ToString(), usage?.PromptTokens, usage?.CompletionTokens);
    }

    private static string ErrorOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, OpenAIJson.Default.OpenAIErrorBody)?.Error.Message ?? "it refused the request.";
        }
        catch (JsonException)
        {
            return "its answer cannot be read.";
        }
    }
}

/// <summary>Takes the bytes of server-sent events and hands on each event's data.</summary>
internal sealed class EventReader(Func<string, Task> take) : Stream
{
    private readonly MemoryStream _line = new();

    /// <summary>Bytes that were no event: an error's body.</summary>
    public string Rest { get; private set; } = "";

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var end = buffer.Span.IndexOf((byte)'\n');
            _line.Write(buffer.Span[..(end < 0 ? buffer.Length : end)]);
            buffer = end < 0 ? default : buffer[(end + 1)..];
            if (end >= 0) await EndLineAsync();
        }

        if (_line.Length > 0 && Rest.Length == 0 && _line.GetBuffer()[0] == (byte)'{') Rest = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task EndLineAsync()
    {
        var line = Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length).TrimEnd('\r');
        _line.SetLength(0);
        if (line.StartsWith("data:", StringComparison.Ordinal)) await take(line[5..].TrimStart());
        else if (line.StartsWith('{')) Rest = line;
    }
}
