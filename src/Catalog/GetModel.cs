using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Models;
using Onebox.Kernel.Access;

namespace Onebox.Catalog;

/// <summary><c>GET /api/models/{nameOrId}</c>.</summary>
internal static class GetModel
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/models/{nameOrId}", HandleAsync).Allow(Actions.ModelsRead).WithName("GetModel").WithTags("Models");

    private static async Task<Ok<ModelInfo>> HandleAsync(string nameOrId, ICatalog catalog, CancellationToken cancellation) =>
        TypedResults.Ok((await catalog.FindAsync(nameOrId, cancellation) ?? throw CatalogErrors.NotFound(nameOrId)).ToInfo());
}
