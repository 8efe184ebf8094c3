using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Prediction.Store;

namespace Onebox.Prediction.Files;

/// <summary><c>GET /v1/files</c>, <c>GET</c> and <c>DELETE /v1/files/{id}</c>, <c>GET /v1/files/{id}/content</c>: the caller's own.</summary>
internal static class ReadFiles
{
    private const int MaxLimit = 10_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/files").Allow(Actions.Infer).WithTags("OpenAI");
        group.MapGet("", ListAsync);
        group.MapGet("/{id}", async (string id, HttpContext http, FileStore files) =>
            Results.Json(FileShape.Of(await files.RequireAsync(id, http.Caller().UserId, http.RequestAborted)), FileJson.Default.FileShape));
        group.MapGet("/{id}/content", async (string id, HttpContext http, FileStore files) =>
        {
            var file = await files.RequireReadableAsync(id, http.Caller(), http.RequestAborted);
            return Results.File(files.PathOf(file.Id), "application/octet-stream", file.FileName);
        });
        group.MapDelete("/{id}", DeleteAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext http, FileStore files, string? purpose = null, string? after = null, int limit = MaxLimit, string order = "desc")
    {
        limit = Math.Clamp(limit, 1, MaxLimit);
        var records = await files.ListAsync(http.Caller().UserId, purpose, after, limit + 1, order == "asc", http.RequestAborted);
        List<FileShape> data = [.. records.Take(limit).Select(FileShape.Of)];
        return Results.Json(new FileList("list", data, data.FirstOrDefault()?.Id, data.LastOrDefault()?.Id, records.Count > limit), FileJson.Default.FileList);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext http, FileStore files, PredictionStore store)
    {
        var file = await files.RequireAsync(id, http.Caller().UserId, http.RequestAborted);
        if (await store.IsReadAsync(id, http.RequestAborted)) throw PredictionErrors.InUse(id);
        await files.DeleteAsync(file.Id, http.RequestAborted);
        return Results.Json(new DeletedFile(id, "file", true), FileJson.Default.DeletedFile);
    }
}
