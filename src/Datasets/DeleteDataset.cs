using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Onebox.Datasets.Importing;
using Onebox.Datasets.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Kernel.Files;

namespace Onebox.Datasets;

/// <summary><c>DELETE /api/datasets/{reference}</c>: a name removes all versions, <c>name@number</c> or a version's id the one; none that is in use.</summary>
internal sealed class DeleteDataset(DatasetStore store, IEnumerable<IDatasetUse> uses, DataFolder data, IAudit audit, IEvents events, ILogger<DeleteDataset> log)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/datasets/{reference}", async Task<NoContent> (string reference, HttpContext http, DeleteDataset delete, CancellationToken cancellation) =>
        {
            await delete.RunAsync(reference, http.Caller(), cancellation);
            return TypedResults.NoContent();
        }).Allow(Actions.DatasetsWrite).WithName("DeleteDataset").WithTags("Datasets");

    private async Task RunAsync(string reference, Caller caller, CancellationToken cancellation)
    {
        var found = await store.FindRecordAsync(reference, caller, cancellation) ?? throw DatasetsErrors.NotFound(reference);
        var one = Ids.Is(reference, ResourceKinds.DatasetVersion) || DatasetStore.Split(reference).Number is not null;
        IReadOnlyList<VersionRecord> versions = one ? [found] : await store.VersionsOfAsync(found.DatasetId, cancellation);
        foreach (var version in versions) await RequireUnusedAsync(version, cancellation);
        foreach (var version in versions) await RemoveAsync(version, caller);
    }

    private async Task RequireUnusedAsync(VersionRecord version, CancellationToken cancellation)
    {
        var reference = $"{version.Dataset!.Name}@{version.Number}";
        if (version.State == DatasetState.Importing) throw DatasetsErrors.NotReady(reference);
        foreach (var use in uses)
        {
            if (await use.WhoUsesAsync(version.Id, cancellation) is { } user) throw DatasetsErrors.InUse(reference, user);
        }
    }

    /// <summary>Away from its place by one rename, then the record, then the bytes: a version is never there in half, and what a crash leaves is swept.</summary>
    private async Task RemoveAsync(VersionRecord version, Caller caller)
    {
        var (folder, reference) = (new VersionFolder(data, version.Id), $"{version.Dataset!.Name}@{version.Number}");
        if (Directory.Exists(folder.Final)) DurableFile.Move(folder.Final, folder.Doomed);
        await store.RemoveAsync(version.Id);
        await audit.WriteAsync(caller, "dataset.deleted", version.Id, reference, CancellationToken.None);
        events.Publish(new DatasetDeleted(version.Id, reference));
        log.Deleted(reference, version.Id);
        if (Directory.Exists(folder.Doomed)) Directory.Delete(folder.Doomed, recursive: true);
    }
}
