using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Serving.Routing;

namespace Onebox.Serving.OpenAI;

/// <summary><c>GET /v1/models</c> and <c>/v1/models/{name}</c>: the routes that the caller may use.</summary>
internal static class ListServedModels
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/models").Allow(Actions.Infer).WithTags("OpenAI");
        group.MapGet("", (HttpContext http, RouteTable table) => Results.Json(
            new ListedModels("list", [.. table.All.Where(r => http.Caller().MayUseRoute(r.Name)).OrderBy(r => r.Name, StringComparer.Ordinal).Select(ListedModel.Of)]), ListedJson.Default.ListedModels));
        group.MapGet("/{name}", async (string name, HttpContext http, RouteTable table) =>
        {
            if (http.Caller().MayUseRoute(name) && table.Find(name) is { } route) await Results.Json(ListedModel.Of(route), ListedJson.Default.ListedModel).ExecuteAsync(http);
            else await OpenAIErrors.WriteAsync(http, OpenAIErrors.ModelNotFound(name));
        });
    }
}

internal sealed record ListedModels(string Object, IReadOnlyList<ListedModel> Data);

/// <param name="Created">Unix seconds.</param>
internal sealed record ListedModel(string Id, string Object, long Created, string OwnedBy)
{
    public static ListedModel Of(Routing.Route route) => new(route.Name, "model", route.CreatedAt.ToUnixTimeSeconds(), "onebox");
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
[System.Text.Json.Serialization.JsonSerializable(typeof(ListedModels))]
internal sealed partial class ListedJson : System.Text.Json.Serialization.JsonSerializerContext;
