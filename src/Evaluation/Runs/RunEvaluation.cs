using Onebox.Api.Evaluation;
using Onebox.Datasets;
using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Judging;
using Onebox.Kernel.Access;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Evaluation.Runs;

/// <summary>
/// One evaluation from its tasks' files to its figures. It keeps nothing of its own on the way: what was answered is in the <see cref="AnswerCache"/>, so
/// that running it again after a restart asks only what is left.
/// </summary>
internal sealed class RunEvaluation(BenchmarkLoader loader, PrepareModel prepare, AskItems ask, AnswerCache cache, FindContamination contamination, EvaluationFiles files, IServing serving, TimeProvider clock)
{
    private const string Items = "items";

    /// <param name="id">The evaluation's; its items are written under it.</param>
    public async Task<EvaluationResult> RunAsync(string id, EvaluationRequest request, TaskRun run, CancellationToken cancellation)
    {
        run.Step("reading the tasks", "tasks", request.Tasks.Count);
        List<LoadedBenchmark> benchmarks = [];
        foreach (var task in request.Tasks)
        {
            benchmarks.Add(await loader.LoadAsync(task, cancellation));
            run.Report(benchmarks.Count);
        }

        Name(benchmarks);
        if (benchmarks.Find(b => b.Benchmark.Judge is not null) is { } judged && request.Models.Count < 2) throw EvaluationErrors.JudgeNeedsTwo(judged.Benchmark.Name);
        // The person's name stands in the requests' records; the share of the engine is the evaluation's own.
        var asker = Caller.Box with { UserId = $"evaluation:{id}", Name = $"evaluation by {run.StartedBy.Name}" };
        List<ModelUnderTest> models = [];
        try
        {
            foreach (var name in request.Models.Concat(benchmarks.Select(b => b.Benchmark.Judge?.Model).OfType<string>()).Distinct(StringComparer.Ordinal))
            {
                run.Step($"making {name} ready", "models");
                models.Add(await prepare.RunAsync(name, $"{id}-{models.Count}", id, asker, cancellation));
                await run.LogAsync($"{name}: route {models[^1].Route}, {models[^1].Identity}{(models[^1].Temporary is null ? "" : ", deployed for this run")}.");
            }

            return await AskAllAsync(id, request, benchmarks, models, asker, run, cancellation);
        }
        finally
        {
            // A host that only restarts takes the run up again, and wants what was deployed for it.
            if (!Restarting(cancellation)) foreach (var model in models) await prepare.EndAsync(model, asker);
        }
    }

    private async Task<EvaluationResult> AskAllAsync(
        string id, EvaluationRequest request, IReadOnlyList<LoadedBenchmark> benchmarks, IReadOnlyList<ModelUnderTest> models, Caller asker, TaskRun run, CancellationToken cancellation)
    {
        var tested = models.Take(request.Models.Count).ToList();
        var sources = await contamination.SourcesAsync(request.Against, tested, cancellation);
        List<TaskScores> scores = [];
        List<TaskComparison> comparisons = [];
        List<TaskContamination> found = [];
        await using var items = files.Begin(id);
        foreach (var loaded in benchmarks)
        {
            var shares = await SharesAsync(loaded, sources, run, cancellation);
            if (shares is not null) found.Add(FindContamination.Summary(loaded, sources, shares));
            List<IReadOnlyList<ScoredItem>> answered = [];
            foreach (var model in tested)
            {
                var began = clock.GetTimestamp();
                var scored = await AskOneAsync(loaded, new ModelAsker(serving, model, asker, cache, clock), shares, run, cancellation);
                if (loaded.Benchmark.Judge is { } judge && answered.Count > 0) await JudgeAsync(loaded, answered[0], scored, models.First(m => m.Name == judge.Model), asker, run, cancellation);
                answered.Add(scored);
                var counted = Counted(scored, request.ExcludeContaminated);
                scores.Add(ScoresOf(loaded, model, scored, counted, request.Seed, clock.GetElapsedTime(began)));
                await items.AddAsync(scored.Select(s => s.ToInfo(loaded.Benchmark, model.Name)), cancellation);
                if (answered.Count > 1 && Summaries.Compare(Compared(loaded.Benchmark), tested[0].Name, Counted(answered[0], request.ExcludeContaminated), model.Name, counted, request.Seed) is { } comparison) comparisons.Add(comparison);
            }
        }

        await items.KeepAsync(cancellation);
        return new EvaluationResult([.. tested.Select(m => m.ToInfo())], scores, comparisons, found);
    }

    private async Task<IReadOnlyList<ScoredItem>> AskOneAsync(LoadedBenchmark loaded, ModelAsker asker, IReadOnlyList<double>? shares, TaskRun run, CancellationToken cancellation)
    {
        run.Step($"asking {asker.Model.Name}: {loaded.Benchmark.Name}", Items, loaded.Items.Count);
        var answers = await ask.RunAsync(loaded, asker, done => run.Report(done), cancellation);
        var failed = answers.Where(a => a.Error is not null).ToList();
        if (failed.Count == answers.Count && !failed.Exists(a => a.TooLong)) throw EvaluationErrors.NotAnswering(asker.Model.Name, failed[0].Error!);
        if (failed.Count > 0) await run.LogAsync($"{asker.Model.Name} could not be asked {failed.Count} of {answers.Count} items of {loaded.Benchmark.Name}, the first because: {failed[0].Error}", "warning");
        return [.. answers.Select((answer, i) => ScoredItem.Of(loaded.Benchmark, answer, shares?[i]))];
    }

    private async Task JudgeAsync(LoadedBenchmark loaded, IReadOnlyList<ScoredItem> baseline, IReadOnlyList<ScoredItem> candidate, ModelUnderTest judge, Caller caller, TaskRun run, CancellationToken cancellation)
    {
        run.Step($"{judge.Name} judges: {loaded.Benchmark.Name}", Items, candidate.Count);
        var asker = new ModelAsker(serving, judge, caller, cache, clock);
        var done = 0;
        await Parallel.ForAsync(0, candidate.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(judge.Slots, 1, 32), CancellationToken = cancellation }, async (i, stop) =>
        {
            var (before, after) = (baseline[i].Shown(loaded.Benchmark), candidate[i].Shown(loaded.Benchmark));
            try
            {
                candidate[i].Scores[JudgePairs.Metric] = await JudgePairs.RunAsync(asker, candidate[i].Item, before, after, stop);
            }
            catch (AskException)
            {
                // Neither has won what nobody could judge.
                candidate[i].Scores[JudgePairs.Metric] = 0.5;
            }

            // Against itself everyone ties: so the comparison of both columns is the candidate's lead.
            baseline[i].Scores[JudgePairs.Metric] = 0.5;
            run.Report(Interlocked.Increment(ref done));
        });
        await cache.WriteAllAsync(cancellation);
    }

    private static async Task<IReadOnlyList<double>?> SharesAsync(LoadedBenchmark loaded, IReadOnlyList<DatasetVersion> sources, TaskRun run, CancellationToken cancellation)
    {
        if (sources.Count == 0) return null;
        run.Step($"looking for {loaded.Benchmark.Name} in {string.Join(", ", sources.Select(s => s.Reference))}", "datasets");
        return await FindContamination.SharesAsync(loaded, sources, cancellation);
    }

    private static IReadOnlyList<ScoredItem> Counted(IReadOnlyList<ScoredItem> items, bool excludeContaminated) => excludeContaminated ? [.. items.Where(i => i.Overlap is null or 0)] : items;

    private static Benchmark Compared(Benchmark benchmark) => benchmark.Judge is null ? benchmark : benchmark with { Primary = JudgePairs.Metric };

    private static TaskScores ScoresOf(LoadedBenchmark loaded, ModelUnderTest model, IReadOnlyList<ScoredItem> all, IReadOnlyList<ScoredItem> counted, ulong seed, TimeSpan took) => new()
    {
        Task = loaded.Benchmark.Name,
        Model = model.Name,
        Kind = loaded.Benchmark.Kind.ToString().ToLowerInvariant(),
        Items = counted.Count,
        Failed = counted.Count(i => i.Answer.Error is not null),
        Excluded = all.Count - counted.Count,
        Shots = loaded.Benchmark.Shots,
        FewerShots = counted.Count(i => i.Answer.Error is null && i.Answer.Shots < Math.Min(loaded.Benchmark.Shots, loaded.Shots.For(i.Item, loaded.Benchmark.Shots).Count)),
        Primary = loaded.Benchmark.Primary,
        Scores = Summaries.Scores(loaded.Benchmark, counted, seed),
        Groups = Summaries.Groups(loaded.Benchmark, counted),
        Cached = counted.Count(i => i.Answer.Cached),
        Seconds = took.TotalSeconds,
    };

    // Two tasks of one name would not be told apart in the figures.
    private static void Name(List<LoadedBenchmark> benchmarks)
    {
        for (var i = 1; i < benchmarks.Count; i++)
        {
            var same = benchmarks.Take(i).Count(b => b.Benchmark.Name.Split('#')[0] == benchmarks[i].Benchmark.Name);
            if (same > 0) benchmarks[i] = benchmarks[i] with { Benchmark = benchmarks[i].Benchmark with { Name = $"{benchmarks[i].Benchmark.Name}#{same + 1}" } };
        }
    }

    private bool Restarting(CancellationToken cancellation) => cancellation.IsCancellationRequested && files.HostIsStopping;
}
