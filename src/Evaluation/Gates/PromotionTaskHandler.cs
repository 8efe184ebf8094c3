using Onebox.Api.Evaluation;
using Onebox.Evaluation.Gates.Checks;
using Onebox.Evaluation.Runs;
using Onebox.Evaluation.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Evaluation.Gates;

internal sealed record PromotionInput(string PromotionId, PromoteRequest Request);

/// <summary>
/// The task <c>promotion.run</c>: check → evaluate → judge → deploy → move. Each step notes in the record what it has done before the next begins, so that a host that takes it up
/// goes on where the last one was, and never moves a route twice.
/// </summary>
internal sealed class PromotionTaskHandler(
    RunEvaluation evaluate, EvaluationStore evaluations, FindBase bases, FindCandidate candidates, CheckCandidate check, MoveRoute move, PromotionStore store, IServing serving, IAudit audit, Ids ids, TimeProvider clock) : TaskHandler<PromotionInput>
{
    public const string TaskKind = "promotion.run";

    public override string Kind => TaskKind;

    protected override async Task RunAsync(PromotionInput input, TaskRun run, CancellationToken cancellation)
    {
        var record = await store.FindAsync(input.PromotionId, cancellation) ?? throw GateErrors.NotFound(input.PromotionId);
        try
        {
            if (record.State == PromotionStates.Evaluating)
            {
                if (input.Request.Gate is { } gate) await JudgeAsync(GateReader.Read(gate), input, record, run, cancellation);
                await store.ChangeAsync(record.Id, r => r.State = PromotionStates.Deploying);
            }

            await move.PromoteAsync(record.Id, run, cancellation);
        }
        catch (ProblemException error)
        {
            await store.ChangeAsync(record.Id, r => (r.State, r.Failure) = (r.State == PromotionStates.Refused ? r.State : PromotionStates.Failed, error.Problem.Detail));
            throw;
        }
    }

    private async Task JudgeAsync(GateDocument gate, PromotionInput input, PromotionRecord record, TaskRun run, CancellationToken cancellation)
    {
        // First what takes seconds: a candidate that may not go is not evaluated for hours.
        var conditions = await check.RunAsync(gate, input.Request, run, cancellation);
        await EndAsync(new GateVerdict(conditions.All(c => c.Holds), null, conditions), input.Request, record, evaluation: null, run, final: gate.Tasks is not { Count: > 0 });
        if (gate.Tasks is not { Count: > 0 }) return;
        var request = input.Request;
        var baseline = gate.Baseline ?? await BaselineAsync(request, cancellation);
        if (baseline == request.Model) baseline = null;
        var (evaluation, result) = request.Evaluation is { } known
            ? (known, EvaluationStore.ReadResult(await evaluations.FindAsync(known, cancellation) ?? throw EvaluationErrors.NotFound(known)) ?? throw EvaluationErrors.NotEnded(known))
            : await EvaluateAsync(gate, request, baseline, record, run, cancellation);
        var judged = GateJudge.Judge(gate, result, await KnownAsAsync(result, request.Model, cancellation), baseline is null ? null : await KnownAsAsync(result, baseline, cancellation));
        await EndAsync(judged with { Conditions = [.. conditions, .. judged.Conditions] }, request, record, evaluation, run, final: true);
    }

    /// <summary>Notes the verdict if it is the final one or a refusal, which it throws.</summary>
    private async Task EndAsync(GateVerdict verdict, PromoteRequest request, PromotionRecord record, string? evaluation, TaskRun run, bool final)
    {
        if (verdict.Passed && !final) return;
        foreach (var condition in verdict.Conditions) await run.LogAsync($"{(condition.Holds ? "holds" : "fails")}: {condition.Condition}: {condition.Found}.", condition.Holds ? "info" : "warning");
        await store.ChangeAsync(record.Id, r =>
        {
            (r.Verdict, r.EvaluationId) = (PromotionStore.Write(verdict), evaluation ?? r.EvaluationId);
            if (!verdict.Passed) r.State = PromotionStates.Refused;
        });
        if (verdict.Passed) return;
        await audit.WriteAsync(run.StartedBy, "promotion.refused", record.Id, $"{request.Model} for {request.Route}: {string.Join("; ", verdict.Conditions.Where(c => !c.Holds).Select(c => $"{c.Condition}: {c.Found}"))}", CancellationToken.None);
        throw GateErrors.Refused(request.Model, request.Route, verdict, evaluation);
    }

    /// <summary>What the route serves now; for a new route what the candidate was trained from.</summary>
    private async Task<string?> BaselineAsync(PromoteRequest request, CancellationToken cancellation)
    {
        if (serving.FindRoute(request.Route) is not null) return request.Route;
        return await bases.OfAsync(request.Model, cancellation);
    }

    /// <summary>The name under which an evaluation has figures of what <paramref name="name"/> stands for: a route and a deployment are known by their model, too.</summary>
    private async Task<string> KnownAsAsync(EvaluationResult result, string name, CancellationToken cancellation)
    {
        if (result.Models.Any(m => m.Name == name)) return name;
        return await candidates.RunAsync(name, cancellation) is { Models: [[var alone, ..]], Unseen: [] } ? result.Models.FirstOrDefault(m => m.ModelId == alone.Model.Id)?.Name ?? name : name;
    }

    private async Task<(string Id, EvaluationResult Result)> EvaluateAsync(GateDocument gate, PromoteRequest request, string? baseline, PromotionRecord record, TaskRun run, CancellationToken cancellation)
    {
        var wanted = GateReader.ToRequest(gate, request.Folder, baseline is null ? [request.Model] : [baseline, request.Model], $"{request.Model} for {request.Route}");
        var id = record.EvaluationId ?? ids.New(ResourceKinds.Evaluation);
        if (record.EvaluationId is null)
        {
            await evaluations.AddAsync(new EvaluationRecord { Id = id, Name = wanted.Name!, TaskId = run.TaskId, Request = EvaluationStore.Write(wanted), StartedBy = run.StartedBy.Name, CreatedAt = clock.GetUtcNow() }, cancellation);
            await store.ChangeAsync(record.Id, r => r.EvaluationId = id);
        }

        var result = await evaluate.RunAsync(id, wanted, run, cancellation);
        await evaluations.ChangeAsync(id, r => (r.Result, r.EndedAt) = (EvaluationStore.Write(result), clock.GetUtcNow()));
        return (id, result);
    }
}
