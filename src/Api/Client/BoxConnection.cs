using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Onebox.Api.Client;

/// <summary>Sends requests to one box and turns its errors into <see cref="BoxException"/>.</summary>
public sealed class BoxConnection(HttpClient http)
{
    /// <summary>The box's address, and what proves who asks.</summary>
    public HttpClient Http { get; } = http;

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation = default) =>
        ReadAsync(new HttpRequestMessage(HttpMethod.Get, path), type, cancellation);

    public Task<TOut> SendAsync<TIn, TOut>(HttpMethod method, string path, TIn body, JsonTypeInfo<TIn> inType, JsonTypeInfo<TOut> outType, CancellationToken cancellation = default) =>
        ReadAsync(WithBody(method, path, body, inType), outType, cancellation);

    public async Task SendAsync<TIn>(HttpMethod method, string path, TIn body, JsonTypeInfo<TIn> inType, CancellationToken cancellation = default)
    {
        using var request = WithBody(method, path, body, inType);
        using var _ = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
    }

    public async Task SendAsync(HttpMethod method, string path, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, path);
        using var _ = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
    }

    public Task<TOut> SendAsync<TOut>(HttpMethod method, string path, JsonTypeInfo<TOut> outType, CancellationToken cancellation = default) =>
        ReadAsync(new HttpRequestMessage(method, path), outType, cancellation);

    /// <summary>The data of each server-sent event, as they come; ends with the stream.</summary>
    public async IAsyncEnumerable<string> EventsAsync(HttpRequestMessage request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                if (data.Length > 0) data.Append('\n');
                data.Append(line.AsSpan(line.Length > 5 && line[5] == ' ' ? 6 : 5));
            }
            else if (line.Length == 0 && data.Length > 0)
            {
                yield return data.ToString();
                data.Clear();
            }
        }
    }

    /// <exception cref="BoxException">When the box refuses, fails or cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellation = default)
    {
        HttpResponseMessage response;
        try
        {
            response = await Http.SendAsync(request, completion, cancellation);
        }
        catch (HttpRequestException error)
        {
            throw new BoxException(
                new ProblemDetails
                {
                    Code = "box.unreachable",
                    Title = "The box cannot be reached",
                    Detail = $"Nothing answers at {Http.BaseAddress}: {error.Message}.",
                    Remedy = "Start it with 'onebox up', or name the right one with --box URL or --data DIR.",
                },
                error);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw new BoxException(await ReadProblemAsync(response, cancellation));
    }

    private static HttpRequestMessage WithBody<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type) => new(method, path)
    {
        Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using (request)
        {
            using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            return await JsonSerializer.DeserializeAsync(body, type, cancellation)
                ?? throw new BoxException(new ProblemDetails { Code = "box.unexpected_answer", Title = "Unexpected answer", Detail = $"{request.RequestUri} answered with nothing." });
        }
    }

    private static async Task<ProblemDetails> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        try
        {
            // OpenAI's error shape answers under /v1, problem details elsewhere.
            if (text.Contains("\"error\"", StringComparison.Ordinal) && JsonSerializer.Deserialize(text, OpenAIJson.Default.OpenAIErrorBody) is { Error: { } error })
                return new ProblemDetails { Code = error.Code ?? error.Type, Title = error.Type, Detail = error.Message, Status = (int)response.StatusCode };
            if (JsonSerializer.Deserialize(text, ApiJson.Default.ProblemDetails) is { Detail.Length: > 0 } problem) return problem;
        }
        catch (JsonException)
        {
            // Not ours: a proxy's page, say. The status below is all there is to tell.
        }

        return new ProblemDetails
        {
            Code = response.StatusCode == HttpStatusCode.Unauthorized ? "access.unauthenticated" : "box.unexpected_answer",
            Title = response.ReasonPhrase ?? "Error",
            Status = (int)response.StatusCode,
            Detail = $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} {response.ReasonPhrase}.",
        };
    }
}
