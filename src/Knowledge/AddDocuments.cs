using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Tasks;

namespace Onebox.Knowledge;

/// <summary><c>POST /api/knowledge/{base}/documents</c>: checks what can be checked at once, then starts the ingestion (<see cref="IngestTask"/>).</summary>
internal sealed class AddDocuments(Bases bases, BaseStore store, FileListing listing, ITasks tasks, IAudit audit, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/knowledge/{base}/documents", async Task<Accepted<TaskAccepted>> (string @base, AddDocumentsRequest request, HttpContext http, AddDocuments add, CancellationToken cancellation) =>
        {
            var accepted = await add.RunAsync(@base, request, http.Caller(), cancellation);
            return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
        }).Allow(Actions.KnowledgeWrite).WithName("AddDocuments").WithTags("Knowledge");

    public async Task<TaskAccepted> RunAsync(string nameOrId, AddDocumentsRequest request, Caller caller, CancellationToken cancellation)
    {
        var target = await bases.OpenAsync(nameOrId, cancellation);
        var sent = (request.Files ?? []).Select(f => Path.Combine(target.Files, f)).ToList();
        new Validation().Require((request.Paths ?? []).All(p => !p.Contains('\0', StringComparison.Ordinal)), "paths", "A path has no NUL character.").ThrowIfInvalid();
        string[] paths = [.. (request.Paths ?? []).Select(p => Path.TrimEndingDirectorySeparator(Path.GetFullPath(p))), .. sent];
        new Validation()
            .Require(paths is { Length: > 0 }, "paths", "Name at least one file or folder.")
            .Require((request.Paths ?? []).All(Path.IsPathRooted), "paths", "The paths must be absolute: the box does not know your working folder.")
            .Require((request.Files ?? []).All(SendFile.IsName), "files", "Files are named as they were sent.")
            .Require(request.Readers?.All(Names.IsValid) ?? true, "readers", $"Readers are groups. {Names.Rule}")
            .Require(request.Tags?.All(Names.IsValid) ?? true, "tags", Names.Rule)
            .ThrowIfInvalid();
        foreach (var path in paths) listing.Check(path, target.Files);
        var (now, owner) = (clock.GetUtcNow(), caller.Name);
        var known = (await store.SourcesAsync(target.Id, cancellation)).ToDictionary(s => s.Path, StringComparer.Ordinal);
        bool MayChange(string path) => Readership.Of(caller).Has(known.GetValueOrDefault(path)?.Readers.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []);
        SourceRecord Source(string path) => new()
        {
            BaseId = target.Id,
            Path = path,
            Watched = request.Watch,
            Readers = request.Readers is { } readers && MayChange(path) ? string.Join(' ', readers) : known.GetValueOrDefault(path)?.Readers ?? "",
            Tags = request.Tags is { } tags ? string.Join(' ', tags) : known.GetValueOrDefault(path)?.Tags ?? "",
            Owner = owner,
            AddedAt = now,
        };
        await store.PutSourcesAsync([.. paths.Distinct(StringComparer.Ordinal).Select(Source)], cancellation);
        // Tasks are seen by everybody; the names of closed files are not.
        var title = $"Read {(paths is [var only] && Source(only).Readers.Length == 0 ? Path.GetFileName(only) : paths.Length == 1 ? "a file or folder" : $"{paths.Length} files and folders")} into {target.Name}";
        var taskId = await tasks.StartAsync(new NewTask<IngestInput>(IngestTask.KindName, title, new IngestInput(target.Id, paths, request.Readers, request.Tags, owner, Retry: request.Retry), caller, target.Id), cancellation);
        await audit.WriteAsync(caller, "knowledge.ingestion_started", target.Id, $"{target.Name}: {string.Join(", ", paths.Take(5))}", cancellation);
        return new TaskAccepted(taskId, target.Id);
    }
}
