using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Onebox.Api.Prediction;
using Onebox.Datasets;
using Onebox.Kernel;
using Onebox.Prediction.Running;

namespace Onebox.Prediction.Predictions;

/// <summary>
/// Makes a request of each row: a conversation is asked up to its last answer, a question with its context as one message, a plain text is
/// continued.
/// </summary>
internal static class PredictionRows
{
    private const string Chat = "/v1/chat/completions", Completions = "/v1/completions";

    public static long Count(DatasetVersion version, PredictRequest request)
    {
        var all = request.Split switch
        {
            DatasetSplits.Train => version.Rows.Train,
            DatasetSplits.Validation => version.Rows.Validation,
            DatasetSplits.Test => version.Rows.Test,
            _ => version.Rows.Total,
        };
        return request.Limit is { } limit ? Math.Min(all, limit) : all;
    }

    public static async IAsyncEnumerable<(RowRequest Request, DatasetRow Row)> ReadAsync(DatasetVersion version, PredictRequest request, int maxTokens, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0L;
        await foreach (var row in DatasetRows.ReadAsync(version.RowsPath, request.Split, cancellation))
        {
            if (request.Limit is { } limit && number >= limit) yield break;
            yield return (Of(row, number++, request, maxTokens), row);
        }
    }

    /// <summary>What the dataset holds as the right answer; null where it has none.</summary>
    public static string? ExpectedOf(DatasetRow row) => row switch
    {
        { Chosen: { } chosen } => chosen,
        { Answers: [var first, ..] } => first,
        { Choices: { } choices, AnswerIndex: { } right } when right >= 0 && right < choices.Count => choices[right],
        { Messages: [.., { Role: "assistant" } last] } => last.Content,
        _ => null,
    };

    private static RowRequest Of(DatasetRow row, long number, PredictRequest request, int maxTokens)
    {
        var body = new JsonObject { ["model"] = request.Route, ["max_tokens"] = maxTokens, ["temperature"] = request.Temperature ?? 0 };
        if (request.Seed is { } seed) body["seed"] = seed;
        if (row.Text is { } text)
        {
            body["prompt"] = text;
            return new RowRequest(number, row.Id, Completions, Bytes(body));
        }

        var messages = MessagesOf(row);
        if (messages.Count == 0) return new RowRequest(number, row.Id, Chat, Bytes(body), new Problem(ProblemKind.Invalid, "row_not_askable", "The row has nothing to ask."));
        if (request.System is { Length: > 0 } system && messages[0].Role != "system") messages.Insert(0, new RowMessage("system", system));
        body["messages"] = JsonNode.Parse(DatasetRow.ToJson(messages).GetRawText());
        return new RowRequest(number, row.Id, Chat, Bytes(body));
    }

    private static List<RowMessage> MessagesOf(DatasetRow row)
    {
        if (row.Question is { } question) return [Conversation.Asked(row, question)];
        if (row.Messages is not { Count: > 0 } messages) return [];
        // Only the last answer is asked anew; a preference's messages end before its two replies.
        return row.Chosen is null && messages[^1].Role == "assistant" ? [.. messages.SkipLast(1)] : [.. messages];
    }

    private static byte[] Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
