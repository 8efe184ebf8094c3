using System.Globalization;

namespace Onebox.Serving.Worker;

/// <summary><c>GET /v1/models</c>: the one model that is here.</summary>
internal static class ListModels
{
    public static async Task AnswerAsync(WorkerCall call)
    {
        using var answer = new JsonAnswer();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, call.Model.Name);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, call.Created);
        json.WriteString("owned_by"u8, "onebox"u8);
        json.WriteNumber("max_model_len"u8, call.Model.Facts.ContextTokens);
        json.WriteStartObject("meta"u8);
        json.WriteString("description"u8, call.Model.Weights.Description);
        json.WriteString("parameters"u8, call.Model.Weights.ParameterCount.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        await answer.SendAsync(call);
    }
}
