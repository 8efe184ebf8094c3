using System.Diagnostics;

namespace Onebox.Llama.Bench;

/// <summary>Engine against raw loop, in turns, in one process; figures are medians over the rounds.</summary>
internal static class Throughput
{
    public static async Task<Dictionary<string, object>> Run(LlamaModel model, int streams, int promptTokens, int tokens, int threads, int rounds, bool seeded, bool rawKeepsThreads)
    {
        var options = new EngineOptions { ContextTokens = streams * (promptTokens + tokens + 8), SequenceTokens = promptTokens + tokens + 8, MaxSequences = streams, Threads = threads };
        var random = new Random(1);
        await using var engine = new Engine(model, options);
        using var raw = new RawLoop(model, engine.Options, streams, rawKeepsThreads);
        var ratios = new List<double>();
        // Processor time is what a busy machine leaves comparable; all of the engine's threads count.
        var cpuRatios = new List<double>();
        var rawRates = new List<double>();
        var outside = new List<double>();
        var steps = new List<double>();
        var decodes = new List<double>();
        var perRequest = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var prompts = Enumerable.Range(0, streams).Select(_ => Enumerable.Range(0, promptTokens).Select(_ => random.Next(5, model.Vocabulary.Size - 1)).ToArray()).ToArray();
            var rawCpu = Process.GetCurrentProcess().TotalProcessorTime;
            var (rawPrompt, rawDecode) = raw.Run(prompts, tokens);
            rawCpu = Process.GetCurrentProcess().TotalProcessorTime - rawCpu;
            await engine.ClearCacheAsync();
            var before = engine.Snapshot();
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var start = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(prompts.Select(prompt => Read(engine.Generate(new GenerationRequest
            {
                Tokens = prompt,
                MaxTokens = tokens,
                IgnoreEndOfText = true,
                Sampling = new SamplingOptions { Temperature = 0.8f, TopP = 0.95f, Seed = seeded ? 1 : null },
            }))));
            var whole = TimeProvider.System.GetElapsedTime(start);
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var after = engine.Snapshot();
            // The first round warms both up.
            if (round == 0) continue;
            cpuRatios.Add(rawCpu / cpu);
            ratios.Add((rawPrompt + rawDecode) / whole);
            rawRates.Add(streams * (tokens + promptTokens) / (rawPrompt + rawDecode).TotalSeconds);
            var decode = after.DecodeTime - before.DecodeTime;
            var other = after.OtherTime - before.OtherTime;
            outside.Add(other / (decode + other));
            steps.Add(after.Steps - before.Steps);
            decodes.Add((rawPrompt + rawDecode) / decode);
            perRequest.Add(other.TotalMilliseconds / streams);
        }
        return new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["streams"] = streams,
            ["threads"] = threads,
            ["raw tokens/s, prompt included"] = Median(rawRates),
            ["ratio"] = Median(ratios),
            ["ratio min"] = ratios.Min(),
            ["ratio of processor time"] = Median(cpuRatios),
            ["ratio of decode calls alone"] = Median(decodes),
            ["steps"] = Median(steps),
            ["raw steps"] = tokens - 1 + (((streams * promptTokens) + 511) / 512),
            ["outside decode"] = Median(outside),
            ["outside decode, ms a request"] = Median(perRequest),
        };
    }

    /// <summary>Time to first token with a prefix of <paramref name="prefix"/> tokens: never seen, and seen.</summary>
    public static async Task<Dictionary<string, object>> FirstToken(LlamaModel model, int prefix, int threads, int rounds)
    {
        await using var engine = new Engine(model, new EngineOptions { ContextTokens = 2 * (prefix + 64), SequenceTokens = prefix + 64, Threads = threads });
        var random = new Random(2);
        var cold = new List<double>();
        var warm = new List<double>();
        var queue = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            await engine.ClearCacheAsync();
            var shared = Enumerable.Range(0, prefix).Select(_ => random.Next(5, model.Vocabulary.Size - 1)).ToArray();
            var first = await Read(engine.Generate(Request(random.Next(5, 200))));
            var second = await Read(engine.Generate(Request(random.Next(201, 400))));
            if (round == 0) continue;
            cold.Add(first.Timings.TimeToFirstToken!.Value.TotalMilliseconds);
            queue.Add(second.Timings.Queue.TotalMilliseconds);
            warm.Add(second.Timings.TimeToFirstToken!.Value.TotalMilliseconds);

            GenerationRequest Request(int question) => new() { Tokens = shared.Append(question).Append(question + 1).ToArray(), MaxTokens = 2, IgnoreEndOfText = true };
        }
        return new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["prefix tokens"] = prefix,
            ["threads"] = threads,
            ["cold ms"] = Median(cold),
            ["warm ms"] = Median(warm),
            ["warm ms before the first step"] = Median(queue),
            ["cold ms, least"] = cold.Min(),
            ["warm ms, least"] = warm.Min(),
            ["warm/cold"] = Median([.. warm.Zip(cold, (w, c) => w / c)]),
        };
    }

    private static async Task<GenerationEnd> Read(Generation generation)
    {
        await foreach (var chunk in generation)
            if (chunk.End is { } end) return end;
        throw new InvalidOperationException("The generation had no end.");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
