using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Datasets.Store;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;

namespace Onebox.Datasets;

/// <summary><c>GET /api/datasets</c>: every dataset in its newest version, by name; those on the way too.</summary>
internal static class ListDatasets
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/datasets", HandleAsync).Allow(Actions.DatasetsRead).WithName("ListDatasets").WithTags("Datasets");

    private static async Task<Ok<Page<DatasetInfo>>> HandleAsync(HttpContext http, DatasetStore store, DataFolder data, CancellationToken cancellation)
    {
        var newest = (await store.ListRecordsAsync(cancellation)).Where(v => Readers.Admit(Readers.Parse(v.Dataset!.Readers), http.Caller())).GroupBy(v => v.DatasetId, StringComparer.Ordinal).Select(g => g.FirstOrDefault(v => v.State == DatasetState.Ready) ?? g.First());
        return TypedResults.Ok(new Page<DatasetInfo>([.. newest.Select(v => v.ToInfo(data.Datasets))]));
    }
}
