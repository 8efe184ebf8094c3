using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Onebox.Api.Tasks;
using Onebox.Catalog.Importing;
using Onebox.Catalog.Store;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Tasks;
using Onebox.Weights;

namespace Onebox.Catalog;

/// <summary><c>POST /api/models/{nameOrId}/verify</c>: a task that reads all bytes again and compares their hashes with those of the import.</summary>
internal sealed class VerifyModel(ModelStore models, IEvents events, TimeProvider clock, ILogger<VerifyModel> log) : TaskHandler<VerifyModel.Input>
{
    private const string KindName = "model.verify";

    public override string Kind => KindName;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/models/{nameOrId}/verify", StartAsync).Allow(Actions.ModelsWrite).WithName("VerifyModel").WithTags("Models");

    protected override async Task RunAsync(Input input, TaskRun run, CancellationToken cancellation)
    {
        var model = await models.FindAsync(input.ModelId, cancellation) ?? throw CatalogErrors.NotFound(input.ModelId);
        run.Step("hashing", "bytes", model.SizeBytes);
        var damage = await FindDamageAsync(model, run, cancellation);
        await models.SetDamageAsync(model.Id, damage);
        if (damage is null)
        {
            await run.LogAsync($"All {model.Files.Count} files are what was imported.");
            return;
        }

        events.Publish(new ModelDamaged(model.Id, model.Name, damage));
        log.Damaged(model.Id, model.Name, damage);
        throw CatalogErrors.Damaged(model.Name, damage);
    }

    private static async Task<Accepted<TaskAccepted>> StartAsync(string nameOrId, HttpContext http, ICatalog catalog, ITasks tasks, CancellationToken cancellation)
    {
        var model = await catalog.FindAsync(nameOrId, cancellation) ?? throw CatalogErrors.NotFound(nameOrId);
        if (model.State == ModelState.Importing) throw CatalogErrors.NotReady(model);
        var taskId = await tasks.StartAsync(new NewTask<Input>(KindName, $"Verify {model.Name}", new Input(model.Id), http.Caller(), model.Id), cancellation);
        return TypedResults.Accepted($"/api/tasks/{taskId}", new TaskAccepted(taskId, model.Id));
    }

    private async Task<string?> FindDamageAsync(Model model, TaskRun run, CancellationToken cancellation)
    {
        long before = 0;
        foreach (var file in model.Files)
        {
            try
            {
                var start = before;
                var now = await new ContentHasher(clock, new HashedBytes(bytes => run.Report(start + bytes))).HashFileAsync(Path.Combine(model.Folder, file.Name), cancellation);
                if (now.Sha256 != file.Sha256) return $"{file.Name} has the SHA-256 {now.Sha256} and was imported with {file.Sha256}.";
                before += now.Length;
            }
            catch (ModelFileException error)
            {
                return $"{error.File}: {error.What}.";
            }
        }

        return null;
    }

    internal sealed record Input(string ModelId);
}
