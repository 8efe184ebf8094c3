using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Onebox.Api.Training;
using Onebox.Kernel.Access;
using Onebox.Training.Running;
using Onebox.Training.Store;

namespace Onebox.Training;

/// <summary><c>GET /api/training/runs/{nameOrId}/events</c>: the run now, then what it has become, at most twice a second, until it has ended.</summary>
internal static class WatchRun
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(0.5);

    /// <summary>A run that waits in the queue has no live state yet.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/training/runs/{nameOrId}/events", async (string nameOrId, RunStore runs, LiveRuns lives, IHostApplicationLifetime lifetime, TimeProvider clock, CancellationToken cancellation) =>
        {
            var run = await runs.RequireAsync(nameOrId, cancellation);
            return TypedResults.ServerSentEvents(FollowAsync(run.Id, runs, lives, lifetime, clock, cancellation));
        }).Allow(Actions.TrainingRead).WithName("WatchTrainingRun").WithTags("Training");

    private static async IAsyncEnumerable<SseItem<TrainingRunInfo>> FollowAsync(string id, RunStore runs, LiveRuns lives, IHostApplicationLifetime lifetime, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        while (!either.IsCancellationRequested)
        {
            var live = lives.Find(id);
            var change = live?.NextChange;
            if (await runs.FindAsync(id, CancellationToken.None) is not { } run) yield break;
            yield return new SseItem<TrainingRunInfo>(run.ToInfo(live?.State), "run");
            if (run.HasEnded) yield break;
            await Task.Delay(Least, clock, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAny(change ?? Task.Delay(LookAgain, clock, either.Token), Task.Delay(Timeout.InfiniteTimeSpan, clock, either.Token));
        }
    }
}
