using Onebox.Evaluation.Benchmarks;
using Onebox.Kernel.Access;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Evaluation.Asking;

/// <summary>All models of a run ready to be asked, and known how they tell probabilities, before the first item is asked of any.</summary>
internal sealed class PrepareModels(PrepareModel prepare, IServing serving, AnswerCache cache, TimeProvider clock)
{
    /// <param name="models">Gets those of <paramref name="tested"/> first, in their order; on failure it has those that were made ready.</param>
    public async Task RunAsync(string id, IReadOnlyList<string> tested, IReadOnlyList<LoadedBenchmark> benchmarks, List<ModelUnderTest> models, Caller asker, TaskRun run, CancellationToken cancellation)
    {
        foreach (var name in tested.Concat(benchmarks.Select(b => b.Benchmark.Judge?.Model).OfType<string>()).Distinct(StringComparer.Ordinal))
        {
            run.Step($"making {name} ready", "models");
            models.Add(await prepare.RunAsync(name, $"{id}-{models.Count}", id, asker, cancellation));
            await run.LogAsync($"{name}: route {models[^1].Route}, {models[^1].Identity}{(models[^1].Temporary is null ? "" : ", deployed for this run")}.");
        }

        if (benchmarks.All(b => b.Benchmark.Kind == BenchmarkKind.Generation)) return;
        // An engine that cannot tell would fail the run after hours.
        for (var i = 0; i < tested.Count; i++)
        {
            if (models[i].Likelihoods is not null) continue;
            run.Step($"trying how {models[i].Name} tells probabilities", "models");
            models[i] = models[i] with { Likelihoods = await FindLikelihoodWay.RunAsync(new ModelAsker(serving, models[i], asker, cache, clock), cancellation) };
            await run.LogAsync($"{models[i].Name} is an engine elsewhere; it tells probabilities by {models[i].Likelihoods}.");
        }
    }

    /// <summary>Takes down what was deployed for the run.</summary>
    public async Task EndAsync(IReadOnlyList<ModelUnderTest> models, Caller asker)
    {
        foreach (var model in models) await prepare.EndAsync(model, asker);
    }
}
