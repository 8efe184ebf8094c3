using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.OpenAI;

/// <summary><c>/v1/vector_stores/{id}/file_batches</c>: several files attached at once. A batch is kept with the base as the list of its files; how it stands is how they stand.</summary>
internal static class FileBatches
{
    private const int MostFiles = 500;

    public static void Map(RouteGroupBuilder stores)
    {
        stores.MapPost("/{id}/file_batches", CreateAsync).Allow(Actions.KnowledgeWrite);
        stores.MapGet("/{id}/file_batches/{batch}", async (string id, string batch, HttpContext http, Bases bases, CancellationToken cancellation) =>
        {
            var opened = await bases.OpenAsync(id, cancellation);
            return VectorStores.Json(Of(opened, batch, Find(opened, batch), http.Caller()));
        }).Allow(Actions.KnowledgeRead);
        // Files are read as they come: what was not read yet is taken back.
        stores.MapPost("/{id}/file_batches/{batch}/cancel", async (string id, string batch, HttpContext http, Bases bases, CancellationToken cancellation) =>
        {
            var opened = await bases.OpenAsync(id, cancellation);
            var found = Find(opened, batch);
            foreach (var file in VectorStoreFiles.Waiting(opened).Intersect(found.Files, StringComparer.Ordinal)) Directory.Delete(AttachFile.FolderOf(opened, file), recursive: true);
            return VectorStores.Json(Of(opened, batch, found, http.Caller()));
        }).Allow(Actions.KnowledgeWrite);
        stores.MapGet("/{id}/file_batches/{batch}/files", async (string id, string batch, HttpContext http, Bases bases, int? limit, string? after, CancellationToken cancellation) =>
        {
            var opened = await bases.OpenAsync(id, cancellation);
            return VectorStores.Json(VectorStores.PageOf(Find(opened, batch).Files.Select(f => VectorStoreFiles.Find(opened, f, http.Caller())).OfType<VectorStoreFile>().ToList(), f => f.Id, limit, after));
        }).Allow(Actions.KnowledgeRead);
    }

    private static async Task<IResult> CreateAsync(string id, HttpContext http, Bases bases, AttachFile attach, Ids ids, TimeProvider clock, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(id, cancellation);
        var request = await SnakeBody.ReadAsync<AttachFilesRequest>(http, cancellation);
        var files = request.Files ?? [.. (request.FileIds ?? []).Select(f => new AttachFileRequest(f, request.Attributes, request.ChunkingStrategy))];
        if (files.Count is 0 or > MostFiles) throw new Problem(ProblemKind.Invalid, "request.invalid", $"A batch has 1 to {MostFiles} files.") { Field = "file_ids" }.ToException();
        foreach (var file in files) await attach.RunAsync(opened, file, http.Caller(), cancellation);
        var batch = ids.New("vsfb");
        var stored = new StoredBatch(clock.GetUtcNow().ToUnixTimeSeconds(), [.. files.Select(f => f.FileId!)]);
        await opened.Index.WriteAsync((connection, _) => connection.Run("INSERT INTO settings(name, value) VALUES ($0, $1)", Name(batch), JsonSerializer.Serialize(stored, VectorStoreJson.Options)), cancellation);
        return VectorStores.Json(Of(opened, batch, stored, http.Caller()));
    }

    private static string Name(string batch) => $"file_batch {batch}";

    private static StoredBatch Find(OpenBase opened, string batch)
    {
        using var connection = opened.Index.Read();
        return connection.Value<string>("SELECT value FROM settings WHERE name = $0", Name(batch)) is { } value
            ? JsonSerializer.Deserialize<StoredBatch>(value, VectorStoreJson.Options)!
            : throw new Problem(ProblemKind.NotFound, "knowledge.batch_not_found", $"There is no file batch {batch} in {opened.Name}.").ToException();
    }

    private static FileBatch Of(OpenBase opened, string id, StoredBatch batch, Caller caller)
    {
        var states = batch.Files.Select(f => VectorStoreFiles.Find(opened, f, caller)?.Status ?? "cancelled").CountBy(s => s, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        int Count(string state) => states.GetValueOrDefault(state);
        var status = Count("in_progress") > 0 ? "in_progress" : "completed";
        return new FileBatch(id, "vector_store.files_batch", batch.CreatedAt, opened.Id, status, new FileCounts(Count("in_progress"), Count("completed"), Count("failed"), Count("cancelled"), batch.Files.Count));
    }
}
