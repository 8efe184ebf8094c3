using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Models;
using Onebox.Catalog.Store;
using Onebox.Kernel.Access;

namespace Onebox.Catalog;

/// <summary><c>GET /api/uploads/{id}</c>: how much has arrived, and so where to go on.</summary>
internal static class GetUpload
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/uploads/{id}", HandleAsync).Allow(Actions.ModelsWrite).WithName("GetUpload").WithTags("Models");

    private static async Task<Ok<UploadInfo>> HandleAsync(string id, UploadStore uploads, CancellationToken cancellation) =>
        TypedResults.Ok((await uploads.FindAsync(id, cancellation) ?? throw CatalogErrors.UploadNotFound(id)).ToInfo());
}
