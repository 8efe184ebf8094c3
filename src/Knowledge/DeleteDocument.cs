using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge;

/// <summary><c>DELETE /api/knowledge/{base}/documents/{document}</c>. Its file stays; a watched folder that still holds it brings it back.</summary>
internal static class DeleteDocument
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/api/knowledge/{base}/documents/{document}", HandleAsync).Allow(Actions.KnowledgeWrite).WithName("DeleteDocument").WithTags("Knowledge");

    private static async Task<NoContent> HandleAsync(string @base, string document, HttpContext http, Bases bases, BaseStore store, IAudit audit, TimeProvider clock, CancellationToken cancellation)
    {
        var opened = await bases.OpenAsync(@base, cancellation);
        await RunAsync(opened, ListDocuments.Find(opened, document, Readership.Of(http.Caller())), http.Caller(), store, audit, clock, cancellation);
        return TypedResults.NoContent();
    }

    public static async Task RunAsync(OpenBase opened, StoredDocument found, Caller caller, BaseStore store, IAudit audit, TimeProvider clock, CancellationToken cancellation)
    {
        await opened.Index.WriteAsync((connection, change) => DocumentWriter.Remove(connection, change, found, clock.GetUtcNow()), cancellation);
        if (found.Origin.StartsWith(opened.Files + Path.DirectorySeparatorChar, StringComparison.Ordinal)) File.Delete(found.Origin);
        if (found.Origin == found.Source) await store.RemoveSourceAsync(opened.Id, found.Source, cancellation);
        await audit.WriteAsync(caller, "knowledge.document_deleted", found.Uid, $"{found.Name} of {opened.Name}", cancellation);
    }
}
