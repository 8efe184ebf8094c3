using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Training;
using Onebox.Kernel.Access;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>GET /api/training/runs/{nameOrId}/history?after=</c>: the curves, from the step after the given one.</summary>
internal static class ReadHistory
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/training/runs/{nameOrId}/history", HandleAsync).Allow(Actions.TrainingRead).WithName("ReadTrainingHistory").WithTags("Training");

    private static async Task<Ok<TrainingHistory>> HandleAsync(string nameOrId, RunStore runs, LiveRuns lives, CancellationToken cancellation, long after = 0)
    {
        var run = await runs.RequireAsync(nameOrId, cancellation);
        if (lives.Find(run.Id) is { } live) await live.SaveAsync();
        return TypedResults.Ok(await runs.ReadHistoryAsync(run.Id, after, cancellation));
    }
}
