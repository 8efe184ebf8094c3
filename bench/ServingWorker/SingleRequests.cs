using System.Diagnostics;
using System.Text.Json;

namespace Onebox.ServingWorker.Bench;

/// <summary>One request after the other: what each takes beside the engine's own queue, prefill and decode.</summary>
internal static class SingleRequests
{
    private const string Body = """{"model":"MODEL","messages":[{"role":"user","content":"Hello there, how are you?"}],"max_tokens":4,"ignore_eos":true,"temperature":0}""";

    public static async Task RunAsync(Func<string, string, Task<HttpResponseMessage>> post, Func<double> cpu, string model, int requests)
    {
        const int warmUp = 100;
        var beside = new List<double>();
        var body = Body.Replace("MODEL", model, StringComparison.Ordinal);
        var before = cpu();
        for (var i = -warmUp; i < requests; i++)
        {
            if (i == 0) before = cpu();
            var started = Stopwatch.GetTimestamp();
            using var response = await post("/v1/chat/completions", body);
            var answer = await response.Content.ReadAsByteArrayAsync();
            var total = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var timings = JsonDocument.Parse(answer).RootElement.GetProperty("timings");
            if (i >= 0) beside.Add(total - Milliseconds("queue_ms") - Milliseconds("prefill_ms") - Milliseconds("decode_ms"));

            double Milliseconds(string name) => timings.GetProperty(name).GetDouble();
        }

        var after = cpu();
        beside.Sort();
        Console.WriteLine(FormattableString.Invariant($"one request at a time, client's side included: median {beside[requests / 2]:F3} ms, 95 % {beside[requests * 95 / 100]:F3} ms beside the engine; CPU beside the engine {1000 * (after - before) / requests:F3} ms a request"));
    }
}
