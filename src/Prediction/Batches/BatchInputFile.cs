using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Onebox.Kernel;
using Onebox.Prediction.Running;

namespace Onebox.Prediction.Batches;

/// <summary>The lines of a batch: <c>{"custom_id","method","url","body"}</c>.</summary>
internal static class BatchInputFile
{
    private const int MaxLine = 32 * 1024 * 1024, MostErrors = 100, MaxCustomId = 512;
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    /// <summary>All that is wrong with the file, and how many requests it has.</summary>
    public static async Task<(IReadOnlyList<BatchError> Errors, long Total)> CheckAsync(string path, string endpoint, int mostRows, CancellationToken cancellation)
    {
        List<BatchError> errors = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long line = 0, total = 0;
        await foreach (var text in LinesAsync(path, cancellation))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text)) continue;
            total++;
            foreach (var (code, message, param) in Faults(text, endpoint, seen)) errors.Add(new BatchError(code, message, param, line));
            if (errors.Count >= MostErrors) break;
        }

        if (total == 0) errors.Add(new BatchError("empty_file", "The file has no requests.", null, null));
        if (total > mostRows) errors.Add(new BatchError("too_many_requests", $"The file has more than {mostRows} requests.", null, null));
        return (errors, total);
    }

    /// <summary>The requests of a checked file.</summary>
    public static async IAsyncEnumerable<RowRequest> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0L;
        await foreach (var text in LinesAsync(path, cancellation))
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            using var document = JsonDocument.Parse(text, Deep);
            var root = document.RootElement;
            var body = root.GetProperty("body");
            var fault = body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True
                ? new Problem(ProblemKind.Invalid, "stream_not_supported", "A request of a batch cannot be streamed: leave 'stream' out.") { Field = "stream" }
                : null;
            yield return new RowRequest(number++, root.GetProperty("custom_id").GetString()!, root.GetProperty("url").GetString()!, Encoding.UTF8.GetBytes(body.GetRawText()), fault);
        }
    }

    /// <summary>The route that a request asks; null where it names none.</summary>
    public static string? RouteOf(RowRequest row)
    {
        using var document = JsonDocument.Parse(row.Body, Deep);
        return document.RootElement.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.String ? model.GetString() : null;
    }

    private static IEnumerable<(string Code, string Message, string? Param)> Faults(string text, string endpoint, HashSet<string> seen)
    {
        JsonElement root;
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(text, Deep);
            root = document.RootElement;
        }
        catch (JsonException)
        {
            document?.Dispose();
            root = default;
        }

        using (document)
        {
            if (root.ValueKind != JsonValueKind.Object)
            {
                yield return ("invalid_json_line", "The line is no JSON object.", null);
                yield break;
            }

            if (!root.TryGetProperty("custom_id", out var id) || id.ValueKind != JsonValueKind.String || id.GetString() is not { Length: > 0 and <= MaxCustomId } name) yield return ("missing_required_parameter", "'custom_id' must be a text.", "custom_id");
            else if (!seen.Add(name)) yield return ("duplicate_custom_id", $"The custom_id '{name}' stands in the file twice.", "custom_id");
            if (root.TryGetProperty("method", out var method) && method.ToString() != "POST") yield return ("invalid_method", "'method' must be POST.", "method");
            if (!root.TryGetProperty("url", out var url) || url.ToString() != endpoint) yield return ("mismatched_endpoint", $"'url' must be the batch's endpoint {endpoint}.", "url");
            if (!root.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object) yield return ("missing_required_parameter", "'body' must be an object.", "body");
        }
    }

    private static async IAsyncEnumerable<string> LinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(path);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            // Longer than any request may be: it is told as no JSON.
            yield return line.Length > MaxLine ? "?" : line;
        }
    }
}
