using System.Text.Json;
using System.Text.RegularExpressions;

namespace Onebox.Catalog.Importing;

/// <param name="Sha256">Of files that the hub keeps as large ones (Git LFS); null for others.</param>
internal sealed record HubFile(string Path, long SizeBytes, string? Sha256);

/// <summary>Reads <c>/api/models/OWNER/NAME/tree/REVISION?recursive=true</c>, page by page.</summary>
internal sealed partial class HubListing(HttpDownload http, Uri hub, string? token)
{
    private const int MaxPages = 50;
    private const int MaxPageBytes = 16 << 20;

    public async Task<IReadOnlyList<HubFile>> ReadAsync(string repository, string revision, CancellationToken cancellation)
    {
        var files = new List<HubFile>();
        Uri? page = new(hub, $"api/models/{repository}/tree/{Uri.EscapeDataString(revision)}?recursive=true");
        for (var pages = 0; page is not null && pages < MaxPages; pages++)
        {
            var (body, link) = await http.ReadTextAsync(page, MaxPageBytes, token, cancellation);
            try
            {
                using var json = JsonDocument.Parse(body);
                files.AddRange(json.RootElement.EnumerateArray().Select(Entry).OfType<HubFile>());
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                throw ImportErrors.SourceBroken(hub.Host, $"its listing of {repository} cannot be read ({error.Message})");
            }

            // Only a further page of the same hub: a listing must not send us (and the token) elsewhere.
            page = link is not null && NextPage().Match(link) is { Success: true } next
                && Uri.TryCreate(hub, next.Groups["address"].Value, out var address) && address.Authority == hub.Authority && address.Scheme == hub.Scheme
                ? address
                : null;
        }

        return files;
    }

    private static HubFile? Entry(JsonElement entry)
    {
        if (entry.GetProperty("type").GetString() != "file") return null;
        var lfs = entry.TryGetProperty("lfs", out var large) && large.ValueKind == JsonValueKind.Object ? large : (JsonElement?)null;
        return new HubFile(
            entry.GetProperty("path").GetString()!,
            (lfs?.TryGetProperty("size", out var size) == true ? size : entry.GetProperty("size")).GetInt64(),
            lfs?.TryGetProperty("oid", out var oid) == true && oid.GetString() is { Length: 64 } hash ? hash : null);
    }

    [GeneratedRegex("""<(?<address>[^>]+)>\s*;\s*rel="next""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NextPage();
}
