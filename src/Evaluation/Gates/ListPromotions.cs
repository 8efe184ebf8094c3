using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Evaluation.Store;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Gates;

/// <summary><c>GET /api/promotions</c> (newest first, rollbacks and refusals too) and <c>/api/promotions/{id}</c>.</summary>
internal static class ListPromotions
{
    private const int MaxLimit = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/promotions").Allow(Actions.DeploymentsRead).WithTags("Promotions");
        group.MapGet("", ListAsync).WithName("ListPromotions");
        group.MapGet("/{id}", GetAsync).WithName("GetPromotion");
    }

    private static async Task<Ok<Page<PromotionInfo>>> ListAsync(PromotionStore store, CancellationToken cancellation, string? route = null, int limit = 50) =>
        TypedResults.Ok(new Page<PromotionInfo>([.. (await store.ListAsync(route, Math.Clamp(limit, 1, MaxLimit), cancellation)).Select(PromotionStore.ToInfo)]));

    private static async Task<Ok<PromotionInfo>> GetAsync(string id, PromotionStore store, CancellationToken cancellation) =>
        TypedResults.Ok(PromotionStore.ToInfo(await store.FindAsync(id, cancellation) ?? throw GateErrors.NotFound(id)));
}
