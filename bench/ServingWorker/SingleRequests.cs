using System.Diagnostics;
using System.Text.Json;

namespace Onebox.ServingWorker.Bench;

/// <summary>One request after the other: what each takes beside the engine's own queue, prefill and decode.</summary>
internal static class SingleRequests
{
    private const string Body = """{"messages":[{"role":"user","content":"Hello there, how are you?"}],"max_tokens":4,"ignore_eos":true,"temperature":0}""";

    public static async Task RunAsync(WorkerUnderTest worker, int requests)
    {
        const int warmUp = 100;
        var beside = new List<double>();
        var before = worker.Cpu();
        for (var i = -warmUp; i < requests; i++)
        {
            if (i == 0) before = worker.Cpu();
            var started = Stopwatch.GetTimestamp();
            using var response = await worker.PostAsync("/v1/chat/completions", Body);
            var answer = await response.Content.ReadAsByteArrayAsync();
            var total = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            var timings = JsonDocument.Parse(answer).RootElement.GetProperty("timings");
            if (i >= 0) beside.Add(total - Milliseconds("queue_ms") - Milliseconds("prefill_ms") - Milliseconds("decode_ms"));

            double Milliseconds(string name) => timings.GetProperty(name).GetDouble();
        }

        var after = worker.Cpu();
        beside.Sort();
        Console.WriteLine(FormattableString.Invariant($"one request at a time, client's side included: median {beside[requests / 2]:F3} ms, 95 % {beside[requests * 95 / 100]:F3} ms beside the engine; CPU of all other threads {1000 * (after.Others - before.Others) / requests:F3} ms a request"));
    }
}
