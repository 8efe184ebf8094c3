using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge;

/// <summary><c>GET /api/knowledge/{base}/documents</c>: those that the caller may read, by name.</summary>
internal static class ListDocuments
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/knowledge/{base}/documents", async Task<Ok<Page<KnowledgeDocument>>> (string @base, HttpContext http, Bases bases, CancellationToken cancellation) =>
        {
            var opened = await bases.OpenAsync(@base, cancellation);
            var (view, readers) = (opened.Index.View, Readership.Of(http.Caller()));
            var counts = view.ChunksByDocument();
            return TypedResults.Ok(new Page<KnowledgeDocument>([.. view.Documents.Where(readers.MayRead).OrderBy(d => d.Name, StringComparer.Ordinal).Select(d => Info(d, counts.GetValueOrDefault(d.Id)))]));
        }).Allow(Actions.KnowledgeRead).WithName("ListDocuments").WithTags("Knowledge");

    public static KnowledgeDocument Info(StoredDocument document, int chunks) => new()
    {
        Id = document.Uid,
        Name = document.Name,
        MimeType = document.MimeType,
        SizeBytes = document.SizeBytes,
        State = document.State,
        Reason = document.Reason,
        Readers = document.Readers,
        Tags = document.Tags,
        Owner = document.Owner,
        Pages = document.Pages,
        Chunks = chunks,
        Version = document.Version,
        AddedAt = document.AddedAt,
        ModifiedAt = document.ModifiedAt,
        Warnings = document.Warnings,
    };

    /// <summary>A document by its id or name, if the caller may read it: one that may not be read is as one that is not there.</summary>
    /// <exception cref="Kernel.ProblemException"><c>knowledge.document_not_found</c>; <c>knowledge.document_ambiguous</c> for a name that several have, from different folders.</exception>
    public static StoredDocument Find(OpenBase opened, string document, Readership readers)
    {
        // A slash within a part of a route stays as it was sent.
        var name = document.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var found = opened.Index.View.Documents.Where(d => (d.Uid == document || d.Name == document || d.Name == name) && readers.MayRead(d)).OrderBy(d => d.Id).ToList();
        return found switch
        {
            [] => throw KnowledgeErrors.DocumentNotFound(document, opened.Name),
            [var only] => only,
            _ => found.Find(d => d.Uid == document) ?? throw KnowledgeErrors.DocumentAmbiguous(document, opened.Name, found),
        };
    }
}
