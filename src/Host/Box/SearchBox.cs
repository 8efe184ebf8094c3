using Microsoft.AspNetCore.Http.HttpResults;
using Onebox.Api;
using Onebox.Api.Box;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Host.Box;

/// <summary><c>GET /api/search?q=</c>: one search over everything that the caller may see.</summary>
internal static partial class SearchBox
{
    private const int MaxLimit = 100;
    private const int MaxText = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/search", HandleAsync).Allow(Actions.BoxRead).WithName("Search").WithTags("Box");

    private static async Task<Ok<Page<SearchResult>>> HandleAsync(HttpContext http, IEnumerable<ISearchSource> sources, ILogger<ISearchSource> log, CancellationToken cancellation, string q = "", int limit = 20)
    {
        var text = q.Trim();
        if (text.Length is 0 or > MaxText) return TypedResults.Ok(new Page<SearchResult>([]));
        limit = Math.Clamp(limit, 1, MaxLimit);
        var hits = await Task.WhenAll(sources.Select(source => FindAsync(source, text, http.Caller(), limit, log, cancellation)));
        return TypedResults.Ok(new Page<SearchResult>([.. hits.SelectMany(h => h).OrderByDescending(h => h.Score).Take(limit).Select(h => new SearchResult(h.Id, h.Kind, h.Name, h.Summary, h.Page))]));
    }

    private static async Task<IReadOnlyList<SearchHit>> FindAsync(ISearchSource source, string text, Caller caller, int limit, ILogger log, CancellationToken cancellation)
    {
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            return await source.FindAsync(text, caller, limit, patience.Token);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            // The others' hits are worth having without this one's.
            SourceFailed(log, error, source.GetType().Name);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search source {Source} failed or was too slow")]
    private static partial void SourceFailed(ILogger log, Exception error, string source);
}
