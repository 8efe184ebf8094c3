using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Evaluation;
using Onebox.Api.Tasks;
using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Tasks;

namespace Onebox.Evaluation.Gates;

/// <summary><c>POST /api/promotions</c>: checks what can be checked at once, then starts the task that evaluates, judges, deploys and moves the route (<see cref="PromotionTaskHandler"/>).</summary>
internal sealed class Promote(PrepareModel prepare, StartEvaluation evaluations, EvaluationStore evaluated, PromotionStore store, ITasks tasks, Ids ids, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/promotions", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("Promote").WithTags("Promotions");

    private static async Task<Accepted<TaskAccepted>> HandleAsync(PromoteRequest request, HttpContext http, Promote promote, CancellationToken cancellation)
    {
        var accepted = await promote.RunAsync(request, http.Caller(), cancellation);
        return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
    }

    public async Task<TaskAccepted> RunAsync(PromoteRequest request, Caller caller, CancellationToken cancellation)
    {
        new Validation()
            .Require(Names.IsValid(request.Route), "route", Names.Rule)
            .Require(!string.IsNullOrWhiteSpace(request.Model), "model", "Name what is to be promoted.")
            .Require(request.Folder is null || Path.IsPathRooted(request.Folder), "folder", "The gate's folder must be absolute.")
            .Require(request.Evaluation is null || request.Gate is not null, "evaluation", "An evaluation's figures need a gate to be held against.")
            .ThrowIfInvalid();
        if (request.Model == request.Route) throw GateErrors.SameRoute(request.Route);
        await prepare.CheckAsync(request.Model, cancellation);
        if (request.Gate is { } yaml) await CheckGateAsync(GateReader.Read(yaml), request, caller, cancellation);

        var id = ids.New(ResourceKinds.Promotion);
        var record = new PromotionRecord { Id = id, Kind = PromotionKinds.Promotion, State = PromotionStates.Evaluating, Route = request.Route, Model = request.Model, StartedBy = caller.Name, At = clock.GetUtcNow() };
        await store.AddAsync(record, cancellation);
        var taskId = await tasks.StartAsync(new NewTask<PromotionInput>(PromotionTaskHandler.TaskKind, $"Promote {request.Model} to {request.Route}", new PromotionInput(id, request), caller, id), cancellation);
        await store.ChangeAsync(id, r => r.TaskId = taskId);
        return new TaskAccepted(taskId, id);
    }

    private async Task CheckGateAsync(GateDocument gate, PromoteRequest request, Caller caller, CancellationToken cancellation)
    {
        if (gate.Tasks is not { Count: > 0 }) return;
        if (request.Evaluation is { } known)
        {
            var record = await evaluated.FindAsync(known, cancellation) ?? throw EvaluationErrors.NotFound(known);
            if (record.Result is null) throw EvaluationErrors.NotEnded(record.Name);
            return;
        }

        var models = gate.Baseline is { } baseline && baseline != request.Model ? new[] { baseline, request.Model } : [request.Model];
        await evaluations.CheckAsync(GateReader.ToRequest(gate, request.Folder, models, "gate"), caller, cancellation);
    }
}
