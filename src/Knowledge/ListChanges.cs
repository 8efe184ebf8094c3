using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge;

/// <summary><c>GET /api/knowledge/{base}/history</c>: what was added, changed, renamed and removed, the newest first; of documents that the caller may read, or could while they were there.</summary>
internal static class ListChanges
{
    private const int MostChanges = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/knowledge/{base}/history", async Task<Ok<Page<KnowledgeChange>>> (string @base, HttpContext http, Bases bases, int? limit, CancellationToken cancellation) =>
        {
            new Validation().Require(limit is null or (> 0 and <= MostChanges), "limit", string.Create(CultureInfo.InvariantCulture, $"1 to {MostChanges} changes can be asked for.")).ThrowIfInvalid();
            return TypedResults.Ok(new Page<KnowledgeChange>(Read((await bases.OpenAsync(@base, cancellation)).Index, Readership.Of(http.Caller()), limit ?? 100)));
        }).Allow(Actions.KnowledgeRead).WithName("ListKnowledgeChanges").WithTags("Knowledge");

    private static List<KnowledgeChange> Read(KnowledgeIndex index, Readership readers, int limit)
    {
        var documents = index.View.Documents.ToDictionary(d => d.Uid, StringComparer.Ordinal);
        var changes = new List<KnowledgeChange>();
        using var connection = index.Read();
        using var command = connection.Command("SELECT name, uid, version, what, at, readers FROM history ORDER BY at DESC, rowid DESC");
        using var row = command.ExecuteReader();
        while (changes.Count < limit && row.Read())
        {
            // What is there says who may read it. Of what is gone before that was noted, nobody but the box's owner is told.
            var mayRead = documents.TryGetValue(row.GetString(1), out var document) ? readers.MayRead(document)
                : readers.ReadsAll || (!row.IsDBNull(5) && readers.Has(row.GetString(5).Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            if (mayRead) changes.Add(new KnowledgeChange(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetString(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))));
        }

        return changes;
    }
}
