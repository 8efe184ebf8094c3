using System.Globalization;
using System.Text;

namespace Onebox.Datasets;

/// <summary>Rows of every shape but plain text as a conversation: what training on them, a preview and a prediction show a model.</summary>
public static class Conversation
{
    /// <returns>Null for a plain text, and for a question without an answer.</returns>
    public static IReadOnlyList<RowMessage>? Of(DatasetRow row)
    {
        if (row.Chosen is { } chosen) return [.. row.Messages ?? [], new RowMessage("assistant", chosen)];
        if (row.Messages is { } messages) return messages;
        return row.Question is { } question && Answer(row) is { } answer ? [Asked(row, question), new RowMessage("assistant", answer)] : null;
    }

    /// <summary>The context, the question, then the choices by their letters.</summary>
    public static RowMessage Asked(DatasetRow row, string question)
    {
        var text = new StringBuilder();
        if (!string.IsNullOrWhiteSpace(row.Context)) text.Append(row.Context.Trim()).Append("\n\nQuestion: ");
        text.Append(question);
        for (var i = 0; i < row.Choices?.Count; i++) text.Append(CultureInfo.InvariantCulture, $"\n{(char)('A' + i)}. {row.Choices[i]}");
        return new RowMessage("user", text.ToString());
    }

    private static string? Answer(DatasetRow row) => row is { AnswerIndex: { } index, Choices: { } choices } && index >= 0 && index < choices.Count
        ? string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + index)}. {choices[index]}")
        : row.Answers is [var first, ..] ? first : null;
}
