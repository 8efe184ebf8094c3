using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.OpenAI;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Serving;

namespace Onebox.Knowledge;

/// <summary><c>PATCH /api/knowledge/{base}</c>: what can be changed at once. Another embedding is a task of its own (<see cref="ChangeEmbedding"/>).</summary>
internal static class UpdateBase
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/api/knowledge/{base}", HandleAsync).Allow(Actions.KnowledgeWrite).WithName("UpdateKnowledgeBase").WithTags("Knowledge");

    private static async Task<Ok<KnowledgeBaseInfo>> HandleAsync(
        string @base, UpdateKnowledgeBaseRequest request, HttpContext http, Bases bases, BaseStore store, AttachedRoutes attached, IServing serving, IAudit audit, CancellationToken cancellation)
    {
        var record = await store.GetAsync(@base, cancellation);
        var before = Bases.SettingsOf(record);
        foreach (var route in (string?[])[request.Route, request.Rerank, request.AttachedTo])
            if (route is { Length: > 0 } && serving.FindRoute(route) is null) throw KnowledgeErrors.RouteUnknown(route);
        if (request.AttachedTo is { Length: > 0 } wished && attached.BaseOf(wished) is { } other && other != record.Id) throw KnowledgeErrors.RouteTaken(wished, (await store.FindAsync(other, cancellation))?.Name ?? other);
        var settings = before with { Route = Of(request.Route, before.Route), Rerank = Of(request.Rerank, before.Rerank), AttachedTo = Of(request.AttachedTo, before.AttachedTo) };
        await store.SetSettingsAsync(record.Id, Of(request.Description, record.Description), JsonSerializer.Serialize(settings, ApiJson.Default.KnowledgeSettings), cancellation);
        attached.Set(record.Id, settings.AttachedTo);
        await audit.WriteAsync(http.Caller(), "knowledge.changed", record.Id, record.Name, cancellation);
        return TypedResults.Ok(BaseInfo.Of(await bases.OpenAsync(record.Id, cancellation), Readership.Of(http.Caller())));
    }

    /// <summary>Null leaves it, empty takes it away.</summary>
    private static string? Of(string? asked, string? before) => asked switch { null => before, "" => null, _ => asked };
}
