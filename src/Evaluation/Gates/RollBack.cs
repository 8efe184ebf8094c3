using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Evaluation;
using Onebox.Evaluation.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Gates;

/// <summary><c>POST /api/routes/{name}/rollback</c>: takes the route's last promotion back; what it led to before answers from then on.</summary>
internal sealed class RollBack(MoveRoute move, Ids ids, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/routes/{name}/rollback", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("RollBackRoute").WithTags("Promotions");

    private static async Task<Ok<PromotionInfo>> HandleAsync(string name, HttpContext http, RollBack rollBack, CancellationToken cancellation) =>
        TypedResults.Ok(PromotionStore.ToInfo(await rollBack.RunAsync(name, http.Caller(), cancellation)));

    private Task<PromotionRecord> RunAsync(string route, Caller caller, CancellationToken cancellation)
    {
        var record = new PromotionRecord { Id = ids.New(ResourceKinds.Promotion), Kind = PromotionKinds.Rollback, State = PromotionStates.Deploying, Route = route, Model = "", StartedBy = caller.Name, At = clock.GetUtcNow() };
        return move.RollBackAsync(route, record, caller, cancellation);
    }
}
