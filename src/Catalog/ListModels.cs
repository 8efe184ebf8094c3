using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Kernel.Access;

namespace Onebox.Catalog;

/// <summary><c>GET /api/models</c>: all models, by name; those on the way too, in the state <c>importing</c>.</summary>
internal static class ListModels
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/models", HandleAsync).Allow(Actions.ModelsRead).WithName("ListModels").WithTags("Models");

    private static async Task<Ok<Page<ModelInfo>>> HandleAsync(ICatalog catalog, CancellationToken cancellation)
    {
        var models = await catalog.ListAsync(cancellation);
        return TypedResults.Ok(new Page<ModelInfo>([.. models.Select(m => m.ToInfo())]));
    }
}
