using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Onebox.Catalog.Importing;
using Onebox.Catalog.Store;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Kernel.Files;

namespace Onebox.Catalog;

/// <summary><c>DELETE /api/models/{nameOrId}</c>: removes a model that nobody uses, and its files.</summary>
internal sealed class DeleteModel(ModelStore models, IEnumerable<IModelUse> uses, DataFolder data, IAudit audit, IEvents events, ILogger<DeleteModel> log)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/models/{nameOrId}", async Task<NoContent> (string nameOrId, HttpContext http, DeleteModel delete, CancellationToken cancellation) =>
        {
            await delete.RunAsync(nameOrId, http.Caller(), cancellation);
            return TypedResults.NoContent();
        }).Allow(Actions.ModelsWrite).WithName("DeleteModel").WithTags("Models");

    private async Task RunAsync(string nameOrId, Caller caller, CancellationToken cancellation)
    {
        var model = await models.FindAsync(nameOrId, cancellation) ?? throw CatalogErrors.NotFound(nameOrId);
        if (model.State == ModelState.Importing) throw CatalogErrors.NotReady(model);
        foreach (var use in uses)
        {
            if (await use.WhoUsesAsync(model.Id, cancellation) is { } user) throw CatalogErrors.InUse(model, user);
        }

        // Away from its place by one rename, then the record, then the bytes: whatever a crash leaves is swept at the next start, and a
        // model is never there in half.
        var doomed = Staging.DoomedFolder(data, model.Id);
        if (Directory.Exists(model.Folder)) DurableFile.Move(model.Folder, doomed);
        await models.RemoveAsync(model.Id);
        await audit.WriteAsync(caller, "model.deleted", model.Id, model.Name, CancellationToken.None);
        events.Publish(new ModelDeleted(model.Id, model.Name));
        log.Deleted(model.Id, model.Name);
        if (Directory.Exists(doomed)) Directory.Delete(doomed, recursive: true);
    }
}
