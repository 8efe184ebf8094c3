using System.Diagnostics;

namespace Onebox.ServingWorker.Bench;

/// <summary>Parallel streams: what share of the worker's CPU time is not its engine's.</summary>
internal static class Streams
{
    public static async Task RunAsync(WorkerUnderTest worker, int streams, int tokens, int rounds)
    {
        // The first round is compiled while it runs.
        await RoundAsync(worker, streams, tokens);
        var before = worker.Cpu();
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < rounds; round++) await RoundAsync(worker, streams, tokens);
        var after = worker.Cpu();
        var (engine, others) = (after.Engine - before.Engine, after.Others - before.Others);
        var generated = streams * tokens * rounds;
        Console.WriteLine(FormattableString.Invariant($"{streams} streams: {generated / clock.Elapsed.TotalSeconds:F1} tokens/s; CPU engine {engine:F2} s, all other threads {others:F2} s = {100 * others / (engine + others):F2} % ({1e6 * others / generated:F0} µs a token)"));
    }

    private static Task RoundAsync(WorkerUnderTest worker, int streams, int tokens) => Task.WhenAll(Enumerable.Range(0, streams).Select(async i =>
    {
        var body = $$"""{"messages":[{"role":"user","content":"stream number {{i}}"}],"max_tokens":{{tokens}},"ignore_eos":true,"stream":true}""";
        using var response = await worker.PostAsync("/v1/chat/completions", body);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync();
        if (!text.Contains($"\"completion_tokens\":{tokens},", StringComparison.Ordinal)) throw new InvalidOperationException(text);
    }));
}
