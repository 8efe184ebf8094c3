using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;
using Onebox.Tasks;

namespace Onebox.Evaluation.Runs;

internal sealed record EvaluationInput(string EvaluationId);

/// <summary>The task <c>evaluation.run</c>.</summary>
internal sealed class EvaluationTaskHandler(RunEvaluation evaluate, EvaluationStore store, AnswerCache cache, IAudit audit, TimeProvider clock) : TaskHandler<EvaluationInput>
{
    public const string TaskKind = "evaluation.run";

    public override string Kind => TaskKind;

    protected override async Task RunAsync(EvaluationInput input, TaskRun run, CancellationToken cancellation)
    {
        var record = await store.FindAsync(input.EvaluationId, cancellation) ?? throw EvaluationErrors.NotFound(input.EvaluationId);
        await cache.TidyAsync(cancellation);
        var result = await evaluate.RunAsync(record.Id, EvaluationStore.ReadRequest(record), run, cancellation);
        await store.ChangeAsync(record.Id, r => (r.Result, r.EndedAt) = (EvaluationStore.Write(result), clock.GetUtcNow()));
        foreach (var scores in result.Scores)
        {
            if (scores.Scores.FirstOrDefault(s => s.Metric == scores.Primary) is { } primary)
                await run.LogAsync(FormattableString.Invariant($"{scores.Model} on {scores.Task}: {primary.Metric} {primary.Value:0.0000} ± {primary.StandardError ?? 0:0.0000} ({scores.Items} items, {scores.Cached} known before)."));
        }

        await audit.WriteAsync(run.StartedBy, "evaluation.ended", record.Id, record.Name, CancellationToken.None);
    }
}
