using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Documents;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge;

/// <summary><c>GET /api/knowledge/{base}/documents/{document}</c>: its blocks, its chunks, its history.</summary>
internal static class GetDocument
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/knowledge/{base}/documents/{document}", HandleAsync).Allow(Actions.KnowledgeRead).WithName("GetDocument").WithTags("Knowledge");

    private static async Task<Ok<KnowledgeDocumentContent>> HandleAsync(string @base, string document, HttpContext http, Bases bases, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(@base, cancellation);
        var found = ListDocuments.Find(opened, document, Readership.Of(http.Caller()));
        using var connection = opened.Index.Read();
        var chunks = connection.Read(StoredChunk.From, $"SELECT {StoredChunk.Columns} FROM chunks WHERE document = $0 ORDER BY ordinal", found.Id);
        var history = connection.Read(
            r => new DocumentVersion(r.GetInt32(0), r.GetString(1), r.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(r.GetInt64(3))), "SELECT version, what, sha256, at FROM history WHERE uid = $0 ORDER BY version, at", found.Uid);
        JsonElement? blocks = DocumentWriter.Blocks(connection, found.Id) is { } read ? JsonSerializer.SerializeToElement(read, DocumentJson.Compact.Document) : null;
        return TypedResults.Ok(new KnowledgeDocumentContent(ListDocuments.Info(found, chunks.Count), [.. chunks.Select(Info)], blocks, history));
    }

    public static KnowledgeChunk Info(StoredChunk chunk) => new(
        ChunkIds.Of(chunk.Id), chunk.Ordinal, chunk.Page, chunk.Heading, chunk.Text, chunk.Kind, chunk.FirstBlock, chunk.LastBlock, chunk.Range, chunk.Edited);
}

/// <summary>Chunk ids as the API writes them: <c>c42</c>.</summary>
internal static class ChunkIds
{
    public static string Of(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"c{id}");

    public static long? Read(string text) =>
        text.StartsWith('c') && long.TryParse(text.AsSpan(1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : null;
}
