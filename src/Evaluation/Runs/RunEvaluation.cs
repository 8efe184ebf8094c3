using Onebox.Api.Evaluation;
using Onebox.Datasets;
using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Judging;
using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Evaluation.Runs;

/// <summary>
/// One evaluation from its tasks' files to its figures. It keeps nothing of its own on the way: what was answered is in the <see cref="AnswerCache"/>, so
/// that running it again after a restart asks only what is left.
/// </summary>
internal sealed class RunEvaluation(BenchmarkLoader loader, PrepareModels prepare, AskItems ask, AnswerCache cache, JudgeAnswers judging, FindContamination contamination, EvaluationFiles files, EvaluationStore store, IServing serving, TimeProvider clock)
{
    private const string Items = "items";

    /// <param name="id">The evaluation's; its items are written under it.</param>
    public async Task<EvaluationResult> RunAsync(string id, EvaluationRequest request, TaskRun run, CancellationToken cancellation)
    {
        run.Step("reading the tasks", "tasks", request.Tasks.Count);
        List<LoadedBenchmark> benchmarks = [];
        foreach (var task in request.Tasks)
        {
            benchmarks.Add(await loader.LoadAsync(task, run.StartedBy, cancellation));
            run.Report(benchmarks.Count);
        }

        await store.ChangeAsync(id, r => r.Datasets = EvaluationReaders.Write(benchmarks));
        Name(benchmarks);
        if (benchmarks.Find(b => b.Benchmark.Judge is not null) is { } judged && request.Models.Count < 2) throw EvaluationErrors.JudgeNeedsTwo(judged.Benchmark.Name);
        // The person's name stands in the requests' records; the share of the engine is the evaluation's own.
        var asker = Caller.Box with { UserId = $"evaluation:{id}", Name = $"evaluation by {run.StartedBy.Name}" };
        List<ModelUnderTest> models = [];
        try
        {
            await prepare.RunAsync(id, request.Models, benchmarks, models, asker, run, cancellation);

            return await AskAllAsync(id, request, benchmarks, models, asker, run, cancellation);
        }
        finally
        {
            // A host that only restarts takes the run up again, and wants what was deployed for it.
            if (!Restarting(cancellation)) await prepare.EndAsync(models, asker);
        }
    }

    private async Task<EvaluationResult> AskAllAsync(
        string id, EvaluationRequest request, IReadOnlyList<LoadedBenchmark> benchmarks, IReadOnlyList<ModelUnderTest> models, Caller asker, TaskRun run, CancellationToken cancellation)
    {
        var tested = models.Take(request.Models.Count).ToList();
        var sources = await contamination.SourcesAsync(request.Against, tested, run.StartedBy, cancellation);
        List<TaskScores> scores = [];
        List<TaskComparison> comparisons = [];
        List<TaskContamination> found = [];
        List<JudgeSummary> judged = [];
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
                if (loaded.Benchmark.Judge is { } judge && answered.Count > 0) scored = await JudgeAsync(loaded, answered[0], scored, models.First(m => m.Name == judge.Model), asker, run, cancellation);
                answered.Add(scored);
                var counted = Counted(scored, request.ExcludeContaminated);
                if (answered.Count > 1 && loaded.Benchmark.Judge is { } by)
                {
                    judged.Add(JudgeSummaries.Of(loaded.Benchmark.Name, by.Model, tested[0].Name, model.Name, [.. counted.Select(c => c.Judged!)]));
                    if (JudgeSummaries.Warning(judged[^1]) is { } warning) await run.LogAsync(warning, "warning");
                }

                scores.Add(ScoresOf(loaded, model, scored, counted, request.Seed, clock.GetElapsedTime(began)));
                await items.AddAsync(scored.Select(s => s.ToInfo(loaded.Benchmark, model.Name)), cancellation);
                if (answered.Count > 1 && Summaries.Compare(Compared(loaded.Benchmark), tested[0].Name, Tied(loaded.Benchmark, Counted(answered[0], request.ExcludeContaminated)), model.Name, counted, request.Seed) is { } comparison) comparisons.Add(comparison);
            }
        }

        await items.KeepAsync(cancellation);
        return new EvaluationResult([.. tested.Select(m => m.ToInfo())], scores, comparisons, found, judged.Count > 0 ? judged : null);
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

    private async Task<IReadOnlyList<ScoredItem>> JudgeAsync(
        LoadedBenchmark loaded, IReadOnlyList<ScoredItem> baseline, IReadOnlyList<ScoredItem> candidate, ModelUnderTest judge, Caller caller, TaskRun run, CancellationToken cancellation)
    {
        var pairs = await judging.RunAsync(loaded.Benchmark, baseline, candidate, new ModelAsker(serving, judge, caller, cache, clock), run, cancellation);
        return [.. candidate.Select((item, i) => item.With(pairs[i]))];
    }

    private static async Task<IReadOnlyList<double>?> SharesAsync(LoadedBenchmark loaded, IReadOnlyList<DatasetVersion> sources, TaskRun run, CancellationToken cancellation)
    {
        if (sources.Count == 0) return null;
        run.Step($"looking for {loaded.Benchmark.Name} in {string.Join(", ", sources.Select(s => s.Reference))}", "rows", sources.Sum(s => s.Rows.Train));
        return await FindContamination.SharesAsync(loaded, sources, read => run.Report(read), cancellation);
    }

    private static IReadOnlyList<ScoredItem> Counted(IReadOnlyList<ScoredItem> items, bool excludeContaminated) => excludeContaminated ? [.. items.Where(i => i.Overlap is null or 0)] : items;

    // Against itself everyone ties: so the comparison of both columns is the candidate's lead.
    private static IReadOnlyList<ScoredItem> Tied(Benchmark benchmark, IReadOnlyList<ScoredItem> items) => benchmark.Judge is null ? items : [.. items.Select(i => i.With(new JudgedPair(JudgedOutcome.Same)))];

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
