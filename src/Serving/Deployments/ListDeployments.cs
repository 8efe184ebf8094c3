using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Kernel.Access;
using Onebox.Serving.Store;

namespace Onebox.Serving.Deployments;

/// <summary><c>GET /api/deployments</c> (by name) and <c>GET /api/deployments/{name}</c>.</summary>
internal static class ListDeployments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/deployments").Allow(Actions.DeploymentsRead).WithTags("Deployments");
        group.MapGet("", ListAsync).WithName("ListDeployments");
        group.MapGet("/{name}", GetAsync).WithName("GetDeployment");
    }

    private static async Task<Ok<Page<DeploymentInfo>>> ListAsync(DeploymentStore store, LiveDeployments live, CancellationToken cancellation)
    {
        var records = await store.ListAsync(cancellation);
        return TypedResults.Ok(new Page<DeploymentInfo>([.. records.Select(r => live.Open(r.Id).ToInfo(r))]));
    }

    private static async Task<Ok<DeploymentInfo>> GetAsync(string name, DeploymentStore store, LiveDeployments live, CancellationToken cancellation)
    {
        var record = await store.FindAsync(name, cancellation) ?? throw DeploymentErrors.NotFound(name);
        return TypedResults.Ok(live.Open(record.Id).ToInfo(record));
    }
}
