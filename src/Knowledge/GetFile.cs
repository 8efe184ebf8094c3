using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Ingestion;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge;

/// <summary>
/// <c>GET /api/knowledge/{base}/documents/{document}/file</c>: the file that a document was read from, whole or in parts (<c>Range</c>). Only as it was when it was read: places that
/// are cited are places of that file.
/// </summary>
internal static class GetFile
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/knowledge/{base}/documents/{document}/file", HandleAsync).Allow(Actions.KnowledgeRead).WithName("GetKnowledgeFile").WithTags("Knowledge");

    private static async Task<FileStreamHttpResult> HandleAsync(string @base, string document, HttpContext http, Bases bases, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(@base, cancellation);
        var found = ListDocuments.Find(opened, document, Readership.Of(http.Caller()));
        var file = await OpenAsync(found, cancellation);
        // A stranger's page or drawing must not run as one of the box's own.
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.File(file, found.MimeType is { Length: > 0 } type ? type : "application/octet-stream", Path.GetFileName(found.Name), found.ModifiedAt, found.Sha256 is { Length: > 0 } hash ? new EntityTagHeaderValue($"\"{hash}\"") : null, enableRangeProcessing: true);
    }

    private static async Task<FileStream> OpenAsync(StoredDocument document, CancellationToken cancellation)
    {
        FileStream? file = null;
        try
        {
            // A pipe in its place has no length, and whoever opens one waits for its other end.
            if (new FileInfo(document.Origin).Length is var length && (length == 0 || length != document.SizeBytes)) throw KnowledgeErrors.FileChanged(document.Name);
            file = new FileStream(document.Origin, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 << 10, FileOptions.Asynchronous);
            // Copied back or touched, it may still say the same.
            var isSame = document.HasStamp(file.Length, new DateTimeOffset(File.GetLastWriteTimeUtc(file.SafeFileHandle), TimeSpan.Zero)) || await IngestFile.HashAsync(document.Origin, cancellation) == document.Sha256;
            if (!isSame) throw KnowledgeErrors.FileChanged(document.Name);
            (var open, file) = (file, null);
            return open;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw KnowledgeErrors.FileGone(document.Name);
        }
        finally
        {
            if (file is not null) await file.DisposeAsync();
        }
    }
}
