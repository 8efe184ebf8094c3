using System.Text.Json;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Responses;

/// <summary>The response object: what was asked, given back, and what has come of it.</summary>
/// <param name="asked">The request's body; it must live as long as this.</param>
/// <param name="created">Unix seconds.</param>
internal sealed class ResponseHead(string id, long created, string model, Fields asked, GenerationFields settings)
{
    public void Write(Utf8JsonWriter json, string status, ResponseOutput? output)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, created);
        json.WriteString("status"u8, status);
        json.WriteBoolean("background"u8, false);
        json.WriteNull("error"u8);
        WriteIncomplete(json, output is { Cut: true });
        WriteAsked(json);
        json.WriteString("model"u8, model);
        json.WriteStartArray("output"u8);
        foreach (var item in output?.Items ?? []) item.Write(json, begun: false, StatusOf(item, output!));
        json.WriteEndArray();
        if (output is null)
        {
            json.WriteNull("usage"u8);
        }
        else
        {
            output.Totals.WriteResponseUsage(json);
            output.Totals.WriteTimings(json);
        }

        json.WriteEndObject();
    }

    /// <summary>Only the last item can have been cut.</summary>
    public static ReadOnlySpan<byte> StatusOf(OutputItem item, ResponseOutput output) =>
        output.Cut && item.Index == output.Items.Count - 1 && item.Kind != OutputKind.Call ? "incomplete"u8 : "completed"u8;

    private static void WriteIncomplete(Utf8JsonWriter json, bool cut)
    {
        if (!cut)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, "max_output_tokens"u8);
        json.WriteEndObject();
    }

    private void WriteAsked(Utf8JsonWriter json)
    {
        WriteBack(json, "instructions", null);
        WriteBack(json, "max_output_tokens", null);
        json.WriteBoolean("parallel_tool_calls"u8, asked.Flag("parallel_tool_calls") ?? true);
        json.WriteNull("previous_response_id"u8);
        WriteBack(json, "reasoning", "{\"effort\":null,\"summary\":null}");
        json.WriteBoolean("store"u8, false);
        json.WriteNumber("temperature"u8, settings.Sampling.Temperature);
        WriteBack(json, "text", "{\"format\":{\"type\":\"text\"}}");
        WriteBack(json, "tool_choice", "\"auto\"");
        WriteBack(json, "tools", "[]");
        json.WriteNumber("top_p"u8, settings.Sampling.TopP);
        json.WriteString("truncation"u8, "disabled"u8);
        WriteBack(json, "user", null);
        WriteBack(json, "metadata", "{}");
    }

    private void WriteBack(Utf8JsonWriter json, string name, string? absent)
    {
        json.WritePropertyName(name);
        if (asked.Value(name) is { } value) value.WriteTo(json);
        else json.WriteRawValue(absent ?? "null", skipInputValidation: true);
    }
}
