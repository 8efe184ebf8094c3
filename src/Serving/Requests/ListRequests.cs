using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Kernel.Access;

namespace Onebox.Serving.Requests;

/// <summary><c>GET /api/requests?route=&amp;after=&amp;limit=</c>: newest first.</summary>
internal static class ListRequests
{
    private const int MaxLimit = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/requests", HandleAsync).Allow(Actions.DeploymentsRead).WithName("ListRequests").WithTags("Deployments");

    private static async Task<Ok<Page<RequestRecord>>> HandleAsync(RequestLog requests, CancellationToken cancellation, string? route = null, string? after = null, int limit = 100)
    {
        limit = Math.Clamp(limit, 1, MaxLimit);
        var items = await requests.ListAsync(route, after, limit + 1, cancellation);
        return TypedResults.Ok(new Page<RequestRecord>([.. items.Take(limit)], items.Count > limit ? items[limit - 1].Id : null));
    }
}
