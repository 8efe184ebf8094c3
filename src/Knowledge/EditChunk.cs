using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Chunking;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge;

/// <summary><c>PATCH /api/knowledge/{base}/chunks/{chunk}</c>: another text in its place, until its file changes.</summary>
internal static class EditChunk
{
    private const int MostCharacters = 100_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/api/knowledge/{base}/chunks/{chunk}", HandleAsync).Allow(Actions.KnowledgeWrite).WithName("EditChunk").WithTags("Knowledge");

    private static async Task<Ok<KnowledgeChunk>> HandleAsync(string @base, string chunk, EditChunkRequest request, HttpContext http, Bases bases, IAudit audit, CancellationToken cancellation)
    {
        new Validation().Require(request.Text.Trim().Length is > 0 and <= MostCharacters, "text", $"The text has 1 to {MostCharacters} characters.").ThrowIfInvalid();
        var opened = await bases.OpenAsync(@base, cancellation);
        StoredChunk? found;
        using (var connection = opened.Index.Read())
            found = ChunkIds.Read(chunk) is { } id ? connection.Read(StoredChunk.From, $"SELECT {StoredChunk.Columns} FROM chunks WHERE id = $0", id).SingleOrDefault() : null;
        var readers = Readership.Of(http.Caller());
        if (found is null || !opened.Index.View.Documents.Any(d => d.Id == found.Document && readers.MayRead(d))) throw KnowledgeErrors.ChunkNotFound(chunk, opened.Name);
        var text = request.Text.Trim();
        var windows = new ChunkBuilder(opened.Sizes, opened.Embedder.Size).Windows(text, found.Heading.Split(Chunk.Joint, StringSplitOptions.RemoveEmptyEntries));
        var edited = new Chunk(text, found.Heading, found.Kind, found.Page, found.FirstBlock, found.LastBlock, null, null, windows);
        var (embedded, _) = await EmbedChunks.RunAsync([edited], opened.Embedder, opened.Index, cancellation);
        await opened.Index.WriteAsync((connection, change) => DocumentWriter.Edit(connection, change, found, text, [.. windows.Zip(embedded[0].Windows)]), cancellation);
        await audit.WriteAsync(http.Caller(), "knowledge.chunk_edited", chunk, opened.Name, cancellation);
        return TypedResults.Ok(GetDocument.Info(found with { Text = text, Edited = true }));
    }
}
