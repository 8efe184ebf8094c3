using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Datasets;
using Onebox.Datasets.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;

namespace Onebox.Datasets;

/// <summary><c>PATCH /api/datasets/{reference}</c>: who may read it, in all its versions, from now on.</summary>
internal static class ChangeDataset
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/api/datasets/{reference}", HandleAsync).Allow(Actions.DatasetsWrite).WithName("ChangeDataset").WithTags("Datasets");

    private static async Task<Ok<DatasetInfo>> HandleAsync(string reference, ChangeDatasetRequest request, HttpContext http, DatasetStore store, DataFolder data, IAudit audit, CancellationToken cancellation)
    {
        new Validation().Require(Readers.AreValid(request.Readers), "readers", Readers.Rule).ThrowIfInvalid();
        var caller = http.Caller();
        var before = await store.FindRecordAsync(reference, caller, cancellation) ?? throw DatasetsErrors.NotFound(reference);
        await store.SetReadersAsync(before.DatasetId, request.Readers);
        await audit.WriteAsync(caller, "dataset.readers_changed", before.DatasetId, $"{before.Dataset!.Name}: from {Told(before.Dataset.Readers)} to {Told(Readers.Write(request.Readers))}", CancellationToken.None);
        return TypedResults.Ok((await store.FindRecordAsync(before.Id, CancellationToken.None))!.ToInfo(data.Datasets));
    }

    private static string Told(string? readers) => readers ?? "everybody";
}
