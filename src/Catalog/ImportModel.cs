using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Catalog.Importing;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Tasks;

namespace Onebox.Catalog;

/// <summary><c>POST /api/models/import</c>: checks what can be checked at once, then starts the task that does it (<see cref="ImportTask"/>).</summary>
internal sealed partial class ImportModel(ICatalog catalog, ModelSources sources, ITasks tasks, Ids ids, IAudit audit)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/models/import", async Task<Accepted<TaskAccepted>> (ImportModelRequest request, HttpContext http, ImportModel import, CancellationToken cancellation) =>
        {
            var accepted = await import.RunAsync(request, http.Caller(), cancellation);
            return TypedResults.Accepted($"/api/tasks/{accepted.TaskId}", accepted);
        }).Allow(Actions.ModelsWrite).WithName("ImportModel").WithTags("Models");

    public async Task<TaskAccepted> RunAsync(ImportModelRequest request, Caller caller, CancellationToken cancellation)
    {
        Validate(request);
        var source = sources.Of(request);
        await source.CheckAsync(cancellation);
        var name = request.Name ?? Names.From(source.SuggestedName) ?? throw ImportErrors.NoName(source.SuggestedName);
        if (await catalog.FindAsync(name, cancellation) is not null) throw CatalogErrors.NameTaken(name);

        var modelId = ids.New(ResourceKinds.Model);
        var task = new NewTask<ImportInput>(ImportTask.KindName, $"Import {name} from {source.Description}", new ImportInput(modelId, name, request), caller, modelId);
        var taskId = await tasks.StartAsync(task, cancellation);
        await audit.WriteAsync(caller, "model.import_started", modelId, $"{name} from {source.Description}", cancellation);
        return new TaskAccepted(taskId, modelId);
    }

    private static void Validate(ImportModelRequest request)
    {
        var given = new[] { request.Path, request.Url, request.Hub, request.Upload }.Count(s => !string.IsNullOrWhiteSpace(s));
        new Validation()
            .Require(given == 1, "path", "Give just one of path, url, hub and upload.")
            .Require(request.Name is null || (Names.IsValid(request.Name) && !Ids.Is(request.Name, ResourceKinds.Model)), "name", Names.Rule)
            .Require(request.Path is null || (Path.IsPathRooted(request.Path) && !request.Path.Contains('\0', StringComparison.Ordinal)), "path", "The path must be absolute (the box does not know your working folder) and have no NUL character.")
            .Require(request.Url is null || (Uri.TryCreate(request.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"), "url", "The address must begin with http:// or https://.")
            .Require(request.Hub is null || Repository().IsMatch(request.Hub), "hub", "A hub repository is written owner/name.")
            .Require(request.Revision is null || Revision().IsMatch(request.Revision), "revision", "A revision is the name of a branch or tag, or a commit.")
            .Require(request.File is null || (request.Hub is not null && !request.File.Split('/').Contains("..", StringComparer.Ordinal)), "file", "A file goes with hub, and is a path in that repository.")
            .Require(request.Revision is null || request.Hub is not null, "revision", "A revision goes with hub.")
            .Require(request.Sha256 is null || Sha256Hex().IsMatch(request.Sha256), "sha256", "A SHA-256 has 64 hexadecimal digits.")
            .Require(!request.Link || request.Path is not null, "link", "Only a path can be linked.")
            .ThrowIfInvalid();
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Repository();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._/-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Revision();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sha256Hex();
}
