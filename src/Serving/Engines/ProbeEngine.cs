using System.Net.Http.Headers;
using System.Text.Json;
using Onebox.Serving.Forwarding;

namespace Onebox.Serving.Engines;

/// <summary>Asks an engine for <c>/v1/models</c>: whether it answers, and what it serves.</summary>
internal sealed class ProbeEngine(TimeProvider clock)
{
    private const int LargestAnswer = 4 * 1024 * 1024;
    private const int MostModels = 1000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Never throws for what an engine does; what it answered is not repeated, since it could be anything inside the network.</summary>
    public async Task<EngineFindings> RunAsync(Upstream upstream, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(upstream.Address, "v1/models"));
            if (upstream.Bearer is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", upstream.Bearer);
            using var response = await upstream.Http.SendAsync(message, either.Token);
            if (!response.IsSuccessStatusCode) return new EngineFindings($"It answers /v1/models with status {(int)response.StatusCode}.", []);
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            return new EngineFindings(null, ReadModels(await ReadAsync(body, either.Token)));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new EngineFindings($"It does not answer within {Limit.TotalSeconds:0} seconds.", []);
        }
        catch (HttpRequestException error)
        {
            return new EngineFindings($"It cannot be reached: {error.HttpRequestError}.", []);
        }
        catch (Exception error) when (error is IOException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return new EngineFindings("Its answer to /v1/models is not OpenAI's list of models.", []);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, CancellationToken cancellation)
    {
        var buffer = new MemoryStream();
        var part = new byte[16 * 1024];
        while (await body.ReadAsync(part, cancellation) is var read and > 0)
        {
            if (buffer.Length + read > LargestAnswer) throw new IOException("The answer is too large.");
            buffer.Write(part, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static List<string> ReadModels(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("data").EnumerateArray().Take(MostModels).Select(m => m.GetProperty("id").GetString() ?? "").Where(m => m.Length is > 0 and <= 500)];
    }
}
