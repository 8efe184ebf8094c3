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
            new ServedModels("list", [.. table.All.Where(r => http.Caller().MayUseRoute(r.Name)).OrderBy(r => r.Name, StringComparer.Ordinal).Select(ServedModel.Of)]), ServedJson.Default.ServedModels));
        group.MapGet("/{name}", async (string name, HttpContext http, RouteTable table) =>
        {
            if (http.Caller().MayUseRoute(name) && table.Find(name) is { } route) await Results.Json(ServedModel.Of(route), ServedJson.Default.ServedModel).ExecuteAsync(http);
            else await OpenAIErrors.WriteAsync(http, OpenAIErrors.ModelNotFound(name));
        });
    }
}

internal sealed record ServedModels(string Object, IReadOnlyList<ServedModel> Data);

/// <param name="Created">Unix seconds.</param>
internal sealed record ServedModel(string Id, string Object, long Created, string OwnedBy)
{
    public static ServedModel Of(Routing.Route route) => new(route.Name, "model", route.CreatedAt.ToUnixTimeSeconds(), "onebox");
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.SnakeCaseLower)]
[System.Text.Json.Serialization.JsonSerializable(typeof(ServedModels))]
internal sealed partial class ServedJson : System.Text.Json.Serialization.JsonSerializerContext;
