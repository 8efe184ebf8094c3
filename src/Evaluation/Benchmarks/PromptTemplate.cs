using System.Text;
using System.Text.Json;
using Onebox.Evaluation.Reading;

namespace Onebox.Evaluation.Benchmarks;

/// <summary>A text with fields of a row: <c>Question: {{question}}</c>. A path leads into a field, <c>{{choices[0]}}</c>; white space around a value is kept.</summary>
internal sealed class PromptTemplate(string text)
{
    /// <exception cref="Kernel.ProblemException">The row lacks a field, or braces are left open.</exception>
    public string Render(JsonElement row, string task)
    {
        var rendered = new StringBuilder();
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is > -1 and var open)
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0) throw EvaluationErrors.TaskUnreadable($"The task {task} leaves '{{{{' open.");
            rendered.Append(text, at, open - at).Append(Field.Needed(row, text[(open + 2)..close].Trim(), task));
            at = close + 2;
        }

        return rendered.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>The field's path when the text is nothing but one field, so that a list stays a list; else null.</summary>
    public string? OnlyField()
    {
        var trimmed = text.Trim();
        return trimmed.StartsWith("{{", StringComparison.Ordinal) && trimmed.IndexOf("}}", StringComparison.Ordinal) == trimmed.Length - 2 ? trimmed[2..^2].Trim() : null;
    }
}
