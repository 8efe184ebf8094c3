using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Onebox.Prediction.Running;
using Onebox.Serving;

namespace Onebox.Prediction.Batches;

/// <summary>
/// Gives rows that name no longest answer one, so that a model that never ends does not fill its context row after row in a night. Only where this box's own engine answers: others
/// refuse a limit that does not fit beside the prompt. A cut answer says <c>finish_reason: length</c>, as ever.
/// </summary>
internal sealed class LimitedRows(IServing serving, IOptions<PredictionOptions> options)
{
    private const string Chat = "/v1/chat/completions", Responses = "/v1/responses", Elsewhere = "engine:";

    public async IAsyncEnumerable<RowRequest> OfAsync(IAsyncEnumerable<RowRequest> rows, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in rows.WithCancellation(cancellation)) yield return Of(row);
    }

    private RowRequest Of(RowRequest row)
    {
        var limit = options.Value.BatchAnswerTokens;
        if (limit == 0 || row.Fault is not null || row.Path is not (Chat or Responses)) return row;
        if (BatchInputFile.RouteOf(row) is not { } name || serving.FindRoute(name) is not { } route || route.Targets.Any(t => t.Deployment.StartsWith(Elsewhere, StringComparison.Ordinal))) return row;
        try
        {
            return Of(row, limit);
        }
        catch (ArgumentException)
        {
            // A field twice: serving says so.
            return row;
        }
    }

    private static RowRequest Of(RowRequest row, int limit)
    {
        var body = JsonNode.Parse(row.Body.Span, documentOptions: new JsonDocumentOptions { MaxDepth = 256 })!.AsObject();
        if (body["max_tokens"] is not null || body["max_completion_tokens"] is not null || body["max_output_tokens"] is not null) return row;
        body[row.Path == Chat ? "max_tokens" : "max_output_tokens"] = limit;
        return row with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) };
    }
}
