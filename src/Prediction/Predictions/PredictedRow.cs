using System.Collections.Concurrent;
using System.Text.Json;
using Onebox.Datasets;
using Onebox.Prediction.Running;

namespace Onebox.Prediction.Predictions;

/// <summary>
/// A line of a prediction's file: the row's id, split and number, what was expected where the dataset says it, and the answer or the error
/// (docs/formats/predictions.md).
/// </summary>
internal static class PredictedRow
{
    /// <summary>What a row's line holds when its answer did not end by itself. No text can hold it: there quotes are escaped.</summary>
    public static ReadOnlySpan<byte> CutMark => "\"cut\":true"u8;

    public static void Write(Utf8JsonWriter json, RowAnswer answer, ConcurrentDictionary<long, DatasetRow> asked)
    {
        asked.TryRemove(answer.Request.Number, out var row);
        using var body = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 256 });
        var root = body.RootElement;
        json.WriteStartObject();
        json.WriteString("id"u8, answer.Request.Name);
        if (row is not null)
        {
            json.WriteString("split"u8, row.Split);
            json.WriteNumber("row"u8, row.Row);
            if (PredictionRows.ExpectedOf(row) is { } expected) json.WriteString("expected"u8, expected);
        }

        if (answer.Succeeded) WriteAnswer(json, root);
        else WriteError(json, root);
        json.WriteEndObject();
    }

    private static void WriteAnswer(Utf8JsonWriter json, JsonElement root)
    {
        if (root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
        {
            var choice = choices[0];
            var text = choice.TryGetProperty("message", out var message) ? message.TryGetProperty("content", out var content) ? content : default : choice.TryGetProperty("text", out var plain) ? plain : default;
            json.WriteString("prediction"u8, text.ValueKind == JsonValueKind.String ? text.GetString() : "");
            if (choice.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String)
            {
                json.WriteString("finishReason"u8, reason.GetString());
                if (reason.ValueEquals("length")) json.WriteBoolean("cut"u8, true);
            }
        }

        if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty("completion_tokens", out var tokens)) json.WriteNumber("tokens"u8, tokens.GetInt64());
        json.WriteNull("error"u8);
    }

    private static void WriteError(Utf8JsonWriter json, JsonElement root)
    {
        json.WriteNull("prediction"u8);
        json.WriteStartObject("error"u8);
        var error = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var told) && told.ValueKind == JsonValueKind.Object ? told : default;
        json.WriteString("code"u8, error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.String ? code.GetString() : "error");
        json.WriteString("message"u8, error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) ? message.ToString() : root.GetRawText());
        json.WriteEndObject();
    }
}
