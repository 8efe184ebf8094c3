using System.Globalization;
using System.Text;

namespace Onebox.Datasets.Rows;

/// <summary>Rows of every shape but plain text as a conversation: what training on them, and a preview, show a model.</summary>
internal static class Conversation
{
    public static IReadOnlyList<RowMessage>? Of(DatasetRow row)
    {
        if (row.Chosen is { } chosen) return [.. row.Messages ?? [], new RowMessage("assistant", chosen)];
        if (row.Messages is { } messages) return messages;
        return row.Question is { } question && Answer(row) is { } answer ? [new RowMessage("user", Asked(row, question)), new RowMessage("assistant", answer)] : null;
    }

    /// <summary>Context, question, then the choices by their letters.</summary>
    private static string Asked(DatasetRow row, string question)
    {
        var text = new StringBuilder();
        if (!string.IsNullOrWhiteSpace(row.Context)) text.Append(row.Context.Trim()).Append("\n\n");
        text.Append(question);
        for (var i = 0; i < row.Choices?.Count; i++) text.Append(CultureInfo.InvariantCulture, $"\n{(char)('A' + i)}. {row.Choices[i]}");
        return text.ToString();
    }

    private static string? Answer(DatasetRow row) => row is { AnswerIndex: { } index, Choices: { } choices } && index >= 0 && index < choices.Count
        ? string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + index)}. {choices[index]}")
        : row.Answers is [var first, ..] ? first : null;
}
