using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge.OpenAI;

/// <summary><c>/v1/vector_stores/{id}/files</c>: the documents of a base as files, with their attributes; files of <c>/v1/files</c> are attached here.</summary>
internal static class VectorStoreFiles
{
    public static void Map(RouteGroupBuilder stores)
    {
        stores.MapPost("/{id}/files", async (string id, HttpContext http, Bases bases, AttachFile attach, CancellationToken cancellation) =>
        {
            var (opened, request) = (await bases.OpenAsync(id, cancellation), await SnakeBody.ReadAsync<AttachFileRequest>(http, cancellation));
            await attach.RunAsync(opened, request, http.Caller(), cancellation);
            return VectorStores.Json(Of(opened, request.FileId!, http.Caller()));
        }).Allow(Actions.KnowledgeWrite);
        stores.MapGet("/{id}/files", async (string id, HttpContext http, Bases bases, int? limit, string? after, string? filter, CancellationToken cancellation) =>
        {
            var opened = await bases.OpenAsync(id, cancellation);
            var all = All(opened, http.Caller()).Where(f => filter is null || f.Status == filter).ToList();
            return VectorStores.Json(VectorStores.PageOf(all, f => f.Id, limit, after));
        }).Allow(Actions.KnowledgeRead);
        stores.MapGet("/{id}/files/{file}", async (string id, string file, HttpContext http, Bases bases, CancellationToken cancellation) => VectorStores.Json(Of(await bases.OpenAsync(id, cancellation), file, http.Caller()))).Allow(Actions.KnowledgeRead);
        stores.MapGet("/{id}/files/{file}/content", async (string id, string file, HttpContext http, Bases bases, CancellationToken cancellation) =>
        {
            var opened = await bases.OpenAsync(id, cancellation);
            var found = ListDocuments.Find(opened, file, Readership.Of(http.Caller()));
            using var connection = opened.Index.Read();
            var texts = connection.Read(r => new VectorStoreText("text", r.GetString(0)), "SELECT text FROM chunks WHERE document = $0 ORDER BY ordinal", found.Id);
            return VectorStores.Json(new VectorStoreContent("vector_store.file_content.page", texts, false, null));
        }).Allow(Actions.KnowledgeRead);
        stores.MapPost("/{id}/files/{file}", UpdateAsync).Allow(Actions.KnowledgeWrite);
        stores.MapDelete("/{id}/files/{file}", async (string id, string file, HttpContext http, Bases bases, BaseStore store, IAudit audit, TimeProvider clock, CancellationToken cancellation) =>
        {
            var opened = await bases.OpenAsync(id, cancellation);
            await DeleteDocument.RunAsync(opened, ListDocuments.Find(opened, file, Readership.Of(http.Caller())), http.Caller(), store, audit, clock, cancellation);
            if (AttachFile.IsWaiting(opened, file)) Directory.Delete(AttachFile.FolderOf(opened, file), recursive: true);
            return VectorStores.Json(new Deleted(file, "vector_store.file.deleted"));
        }).Allow(Actions.KnowledgeWrite);
    }

    /// <summary>Files that were attached and are not read yet.</summary>
    public static List<string> Waiting(OpenBase opened)
    {
        var folder = Path.GetDirectoryName(AttachFile.FolderOf(opened, "any"))!;
        if (!Directory.Exists(folder)) return [];
        var known = opened.Index.View.Documents.Select(d => d.Uid).ToHashSet(StringComparer.Ordinal);
        return [.. Directory.EnumerateDirectories(folder).Select(f => Path.GetFileName(f)).Where(f => !known.Contains(f))];
    }

    public static VectorStoreFile Of(OpenBase opened, string file, Caller caller) => Find(opened, file, caller) ?? throw KnowledgeErrors.DocumentNotFound(file, opened.Name);

    /// <returns>Null for one that is not there, or that the caller may not read.</returns>
    public static VectorStoreFile? Find(OpenBase opened, string file, Caller caller)
    {
        if (opened.Index.View.Documents.FirstOrDefault(d => d.Uid == file) is { } found) return Readership.Of(caller).MayRead(found) ? Of(opened, found) : null;
        return AttachFile.IsWaiting(opened, file) ? InProgress(opened, file) : null;
    }

    private static IEnumerable<VectorStoreFile> All(OpenBase opened, Caller caller)
    {
        var readers = Readership.Of(caller);
        return Waiting(opened).Select(f => InProgress(opened, f)).Concat(opened.Index.View.Documents.Where(readers.MayRead).OrderByDescending(d => d.Id).Select(d => Of(opened, d)));
    }

    private static VectorStoreFile Of(OpenBase opened, StoredDocument document) => new(
        document.Uid, "vector_store.file", document.AddedAt.ToUnixTimeSeconds(), opened.Id, document.IsReady ? "completed" : "failed", document.SizeBytes,
        document.IsReady ? null : new VectorStoreError("invalid_file", document.Reason ?? ""), ChunkingStrategy.Of(opened.Sizes.MaxTokens), Attributes(document));

    private static VectorStoreFile InProgress(OpenBase opened, string file) => new(
        file, "vector_store.file", new DateTimeOffset(Directory.GetCreationTimeUtc(AttachFile.FolderOf(opened, file)), TimeSpan.Zero).ToUnixTimeSeconds(), opened.Id, "in_progress", 0, null,
        ChunkingStrategy.Of(opened.Sizes.MaxTokens), Attributes(null));

    private static JsonElement? Attributes(StoredDocument? document)
    {
        using var json = JsonDocument.Parse(document?.Attributes ?? "{}");
        return json.RootElement.Clone();
    }

    private static async Task<IResult> UpdateAsync(string id, string file, HttpContext http, Bases bases, IAudit audit, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(id, cancellation);
        var attributes = AttributeMatch.Read((await SnakeBody.ReadAsync<UpdateFileRequest>(http, cancellation)).Attributes);
        var found = ListDocuments.Find(opened, file, Readership.Of(http.Caller()));
        await opened.Index.WriteAsync((connection, _) => connection.Run("UPDATE documents SET attributes = $1 WHERE id = $0", found.Id, attributes), cancellation);
        await audit.WriteAsync(http.Caller(), "knowledge.attributes_changed", found.Uid, $"{found.Name} of {opened.Name}", cancellation);
        return VectorStores.Json(Of(opened, found.Uid, http.Caller()));
    }
}

internal sealed record VectorStoreContent(string Object, IReadOnlyList<VectorStoreText> Data, bool HasMore, string? NextPage);
