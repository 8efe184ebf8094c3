using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Training;
using Onebox.Kernel.Access;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>GET /api/training/runs</c>: newest first. <c>GET /api/training/runs/{nameOrId}</c>: one of them.</summary>
internal static class ListRuns
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/training/runs").Allow(Actions.TrainingRead).WithTags("Training");
        group.MapGet("/", async Task<Ok<Page<TrainingRunInfo>>> (RunStore runs, LiveRuns lives, CancellationToken cancellation) =>
            TypedResults.Ok(new Page<TrainingRunInfo>([.. (await runs.ListAsync(cancellation)).Select(r => r.ToInfo(lives.Find(r.Id)?.State))]))).WithName("ListTrainingRuns");
        group.MapGet("/{nameOrId}", async Task<Ok<TrainingRunInfo>> (string nameOrId, RunStore runs, LiveRuns lives, CancellationToken cancellation) =>
        {
            var run = await runs.RequireAsync(nameOrId, cancellation);
            return TypedResults.Ok(run.ToInfo(lives.Find(run.Id)?.State));
        }).WithName("GetTrainingRun");
    }
}
