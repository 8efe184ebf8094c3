using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Datasets;
using Onebox.Datasets.Store;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;

namespace Onebox.Datasets;

/// <summary><c>GET /api/datasets/{reference}</c>: one version with all that was found out about it.</summary>
internal static class GetDataset
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/datasets/{reference}", HandleAsync).Allow(Actions.DatasetsRead).WithName("GetDataset").WithTags("Datasets");

    private static async Task<Ok<DatasetInfo>> HandleAsync(string reference, HttpContext http, DatasetStore store, DataFolder data, CancellationToken cancellation)
    {
        var version = await store.FindRecordAsync(reference, http.Caller(), cancellation) ?? throw DatasetsErrors.NotFound(reference);
        var all = await store.VersionsOfAsync(version.DatasetId, cancellation);
        return TypedResults.Ok(version.ToInfo(data.Datasets, details: true) with { Versions = [.. all.Select(v => v.ToVersionInfo())] });
    }
}
