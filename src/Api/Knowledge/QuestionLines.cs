using System.Text.Json;

namespace Onebox.Api.Knowledge;

/// <summary>
/// Questions as people keep them in files: a JSON object a line, <c>{"question","answers":[…],"documents":[…],"answerable"}</c>, also by the names that other sets use:
/// text or query, answer, document, relevant, is_impossible.
/// </summary>
public static class QuestionLines
{
    /// <summary>An example of a line.</summary>
    public const string Example = """{"question":"…","answers":["…"],"documents":["…"]}""";

    /// <exception cref="FormatException">A line is none; names it by its number.</exception>
    public static List<KnowledgeQuestion> Read(IEnumerable<string> lines)
    {
        var questions = new List<KnowledgeQuestion>();
        foreach (var (number, line) in lines.Index())
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                questions.Add(Read(json.RootElement));
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new FormatException($"line {number + 1}: a line is {Example}.", error);
            }
        }

        return questions;
    }

    private static KnowledgeQuestion Read(JsonElement line)
    {
        JsonElement? First(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (line.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null) return value;
            return null;
        }

        var (answers, documents) = (Texts(First("answers", "answer")), Texts(First("documents", "document", "relevant")));
        var question = First("question", "text", "query")?.GetString() is { } words && !string.IsNullOrWhiteSpace(words) ? words : throw new KeyNotFoundException();
        var answerable = First("answerable")?.GetBoolean() ?? !(First("is_impossible")?.GetBoolean() ?? (answers is { Count: 0 } && documents is not { Count: > 0 }));
        return new KnowledgeQuestion(question, First("id")?.ToString(), answers, documents, answerable);
    }

    private static IReadOnlyList<string>? Texts(JsonElement? value) => value switch
    {
        // An empty answer is none, not one that every text holds.
        { ValueKind: JsonValueKind.String } one => string.IsNullOrWhiteSpace(one.GetString()) ? [] : [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many => [.. many.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Object ? v.GetProperty("text").GetString()! : v.ToString())],
        _ => null,
    };
}
