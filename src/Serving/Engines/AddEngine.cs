using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving.Store;

namespace Onebox.Serving.Engines;

/// <summary>
/// <c>POST /api/engines</c>: registers a server elsewhere, or changes the one of that name. Only the owner may: the box will send prompts, and requests
/// from inside the network, to that address.
/// </summary>
internal static class AddEngine
{
    private const string OwnerRole = "owner";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/engines", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("AddEngine").WithTags("Engines");

    private static async Task<Ok<ExternalEngineInfo>> HandleAsync(
        AddEngineRequest request, HttpContext http, ExternalEngines engines, IAudit audit, Ids ids, TimeProvider clock, CancellationToken cancellation)
    {
        if (http.Caller().Role != OwnerRole) throw EngineErrors.OwnerOnly;
        var root = Root(request.Url);
        new Validation()
            .Require(Names.IsValid(request.Name), "name", Names.Rule)
            .Require(root is not null, "url", "The address must be an absolute http or https URL without user, query or fragment, such as http://10.0.0.5:8000.")
            .Require(request.Key is null || (request.Key.Length is > 0 and <= 4096 && request.Key.All(c => c is > ' ' and < (char)127)), "key", "The key must be printable ASCII without spaces.")
            .ThrowIfInvalid();
        var engine = await engines.PutAsync(
            new EngineRecord
            {
                Id = ids.New(ResourceKinds.Engine),
                Name = request.Name,
                Url = root!,
                SealedKey = request.Key is null ? null : engines.Seal(request.Key),
                CreatedAt = clock.GetUtcNow(),
            },
            cancellation);
        await audit.WriteAsync(http.Caller(), "engine.added", engine.Record.Id, $"{request.Name}: {root}", cancellation);
        return TypedResults.Ok(engine.ToInfo());
    }

    /// <returns>The address without <c>/v1</c> and without a slash at its end; null for one that is refused.</returns>
    internal static string? Root(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.OriginalString.Length > 2000) return null;
        if (uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0) return null;
        var root = uri.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3].TrimEnd('/') : root;
    }
}

internal static class EngineErrors
{
    public static ProblemException OwnerOnly =>
        new Problem(ProblemKind.Forbidden, "engine.owner_only", "Only the box's owner may register engines elsewhere: prompts are sent to them.", "Ask the owner.").ToException();

    public static ProblemException NotFound(string name) =>
        new Problem(ProblemKind.NotFound, "engine.not_found", $"There is no engine {name}.", "See GET /api/engines.").ToException();

    public static ProblemException InUse(string name, IEnumerable<string> routes) =>
        new Problem(ProblemKind.Conflict, "engine.in_use", $"These routes lead to the engine {name}: {string.Join(", ", routes)}.", "Point them elsewhere or delete them first.").ToException();
}
