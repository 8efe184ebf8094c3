using System.Buffers.Binary;
using System.Text.Json;
using Onebox.Llama;
using Onebox.Serving.Worker.Completions;
using Onebox.Serving.Worker.Loading;
using Onebox.Serving.Worker.Replies;
using Onebox.Serving.Worker.Requests;

namespace Onebox.Serving.Worker.Embeddings;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal static class EmbedTexts
{
    private const int MostTexts = 2048;

    public static async Task AnswerAsync(WorkerCall call)
    {
        using var body = await RequestJson.ReadAsync(call.Http);
        var fields = body.Fields;
        var embedder = call.Model.Ranks ? null : call.Model.Embedder;
        if (embedder is null) throw LoadedModel.Missing("embed: its file does not say how its tokens become one vector", "Deploy an embedding model.");
        var base64 = Base64(fields);
        if (fields.Integer("dimensions", 1, int.MaxValue) is { } dimensions && dimensions != embedder.Dimensions)
            throw fields.Wrong("dimensions", $"must be {embedder.Dimensions}: vectors of this model cannot be shortened without a loss that nobody has measured.");
        var texts = PromptFields.Read(fields, "input", call.Model.Weights.Vocabulary, MostTexts);

        var started = call.Clock.GetTimestamp();
        var vectors = await TextWindow.RunAsync(texts, text => embedder.EmbedAsync(text.Tokens, call.Gone));
        var totals = new AnswerTotals();
        totals.AddRead(vectors.Sum(vector => vector.Tokens), call.Clock.GetElapsedTime(started));
        await SendAsync(call, fields.Text("model") ?? call.Model.Name, vectors, totals, base64);
    }

    private static bool Base64(Fields fields) => fields.Text("encoding_format") switch
    {
        null or "float" => false,
        "base64" => true,
        _ => throw fields.Wrong("encoding_format", "must be 'float' or 'base64'."),
    };

    private static async Task SendAsync(WorkerCall call, string model, IReadOnlyList<Embedding> vectors, AnswerTotals totals, bool base64)
    {
        using var answer = new JsonAnswer();
        var json = answer.Json;
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteString("model"u8, model);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            json.WritePropertyName("embedding"u8);
            if (base64) WriteBase64(json, vectors[i].Vector);
            else WriteNumbers(json, vectors[i].Vector);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        totals.Write(json);
        json.WriteEndObject();
        await answer.SendAsync(call);
    }

    private static void WriteNumbers(Utf8JsonWriter json, float[] vector)
    {
        json.WriteStartArray();
        foreach (var number in vector) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    /// <summary>Little-endian 32-bit floats, as OpenAI's clients read them.</summary>
    private static void WriteBase64(Utf8JsonWriter json, float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var i = 0; i < vector.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), vector[i]);
        json.WriteBase64StringValue(bytes);
    }
}
