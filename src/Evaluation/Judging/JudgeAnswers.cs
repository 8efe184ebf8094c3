using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Runs;
using Onebox.Tasks;

namespace Onebox.Evaluation.Judging;

/// <summary>Has a judge compare a candidate's answers to a benchmark with the first model's, many pairs at once.</summary>
internal sealed class JudgeAnswers(AnswerCache cache)
{
    private const int Most = 32;

    /// <returns>Beside each item what the judge made of it.</returns>
    public async Task<IReadOnlyList<JudgedPair>> RunAsync(Benchmark benchmark, IReadOnlyList<ScoredItem> baseline, IReadOnlyList<ScoredItem> candidate, ModelAsker judge, TaskRun run, CancellationToken cancellation)
    {
        run.Step($"{judge.Model.Name} judges: {benchmark.Name}", "items", candidate.Count);
        var pairs = new JudgedPair[candidate.Count];
        var done = 0;
        await using var writing = cache.WriteAsTheyCome();
        await Parallel.ForAsync(0, candidate.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(judge.Model.Slots, 1, Most), CancellationToken = cancellation }, async (i, stop) =>
        {
            pairs[i] = await JudgePairs.RunAsync(judge, candidate[i].Item, baseline[i].Shown(benchmark), candidate[i].Shown(benchmark), stop);
            await cache.WriteSomeAsync(stop);
            run.Report(Interlocked.Increment(ref done));
        });
        return pairs;
    }
}
