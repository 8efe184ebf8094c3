using System.Buffers;
using System.Text.Json;

namespace Onebox.Datasets.Reading;

/// <summary>
/// SQuAD's form, one article with paragraphs with questions (Rajpurkar et al., https://arxiv.org/abs/1606.05250 and
/// https://arxiv.org/abs/1806.03822), as flat records: one a question, with its context.
/// </summary>
internal static class Squad
{
    public static bool IsArticle(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("paragraphs", out var paragraphs) && paragraphs.ValueKind == JsonValueKind.Array;

    public static IEnumerable<JsonDocument> Questions(JsonElement article)
    {
        foreach (var paragraph in article.GetProperty("paragraphs").EnumerateArray())
        {
            if (paragraph.ValueKind != JsonValueKind.Object || !paragraph.TryGetProperty("qas", out var questions) || questions.ValueKind != JsonValueKind.Array) continue;
            foreach (var question in questions.EnumerateArray())
            {
                if (question.ValueKind == JsonValueKind.Object) yield return Flat(paragraph, question);
            }
        }
    }

    private static JsonDocument Flat(JsonElement paragraph, JsonElement question)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (paragraph.TryGetProperty("context", out var context))
            {
                json.WritePropertyName("context");
                context.WriteTo(json);
            }

            foreach (var property in question.EnumerateObject()) property.WriteTo(json);
            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }
}
