using System.Text;

namespace Onebox.Datasets.Rows;

/// <summary>The texts of a row, in the order in which a model would see them.</summary>
internal static class RowText
{
    /// <summary>Every part with its name: a role, <c>text</c>, <c>question</c>…</summary>
    public static IEnumerable<(string Name, string Text)> Parts(DatasetRow row)
    {
        if (row.Context is { } context) yield return ("context", context);
        foreach (var message in row.Messages ?? []) yield return (message.Role, message.Content);
        if (row.Text is { } text) yield return ("text", text);
        if (row.Question is { } question) yield return ("question", question);
        foreach (var choice in row.Choices ?? []) yield return ("choice", choice);
        foreach (var answer in row.Answers ?? []) yield return ("answer", answer);
        if (row.Chosen is { } chosen) yield return ("chosen", chosen);
        if (row.Rejected is { } rejected) yield return ("rejected", rejected);
    }

    /// <summary>All that is asked, without the reply: two rows with the same are the same task.</summary>
    public static IEnumerable<string> Asked(DatasetRow row)
    {
        if (row.Text is { } text) return [text];
        if (row.Question is { } question) return row.Context is { } context ? [context, question] : [question];
        var messages = row.Messages ?? [];
        var end = row.Chosen is null && messages.Count > 0 && messages[^1].Role == "assistant" ? messages.Count - 1 : messages.Count;
        return messages.Take(end).Select(m => m.Content);
    }

    /// <summary>Unicode code points of all parts.</summary>
    public static long Characters(DatasetRow row)
    {
        var count = 0L;
        foreach (var (_, text) in Parts(row))
        {
            count += text.Length;
            foreach (var c in text)
            {
                if (char.IsLowSurrogate(c)) count--;
            }
        }

        return count;
    }

    public static string Joined(DatasetRow row)
    {
        var all = new StringBuilder();
        foreach (var (_, text) in Parts(row)) (all.Length > 0 ? all.Append('\n') : all).Append(text);
        return all.ToString();
    }
}
