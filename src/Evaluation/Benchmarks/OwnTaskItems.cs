using System.Runtime.CompilerServices;
using System.Text.Json;
using Onebox.Evaluation.Reading;

namespace Onebox.Evaluation.Benchmarks;

/// <summary>Makes items of a file's rows as a task in YAML says.</summary>
internal static class OwnTaskItems
{
    public static async IAsyncEnumerable<Item> ReadAsync(OwnTaskDocument task, BenchmarkKind kind, string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0;
        await foreach (var row in RowFile.ReadAsync(path, cancellation))
        {
            if (task.Split is not null && Field.Text(row, "split") is { } split && split != task.Split) continue;
            yield return Of(task, kind, row, number++);
        }
    }

    /// <summary>The file itself, or the only one with rows that a folder holds.</summary>
    /// <param name="path">What the task names.</param>
    /// <exception cref="Kernel.ProblemException"><c>evaluation.no_file</c>: none, or several.</exception>
    public static string FileIn(string found, string path)
    {
        if (!Directory.Exists(found)) return found;
        List<string> files = [.. Directory.EnumerateFiles(found, "*", SearchOption.AllDirectories).Where(RowFile.Reads).Order(StringComparer.Ordinal)];
        return files is [var only] ? only : throw EvaluationErrors.NotOneFile(path, [.. files.Select(file => Path.GetRelativePath(found, file))]);
    }

    private static Item Of(OwnTaskDocument task, BenchmarkKind kind, JsonElement row, int number)
    {
        var name = task.Name!;
        var prompt = new PromptTemplate(task.Prompt ?? "{{text}}").Render(row, name);
        var item = new Item
        {
            Id = Field.Text(row, task.Id ?? "id") ?? $"{number}",
            Prompt = prompt,
            Question = task.Question is { } question ? new PromptTemplate(question).Render(row, name) : Field.Text(row, "question") ?? prompt,
            Preamble = task.Preamble is { } preamble ? new PromptTemplate(preamble).Render(row, name) : "",
            Group = task.Group is { } group ? new PromptTemplate(group).Render(row, name) : null,
        };
        if (kind == BenchmarkKind.Text) return item;
        if (kind == BenchmarkKind.Choice)
        {
            var choices = Choices(task, row);
            var answer = new PromptTemplate(task.Answer!);
            var right = Published.Published.RightChoice(answer.OnlyField() is { } path ? Field.Find(row, path) : JsonSerializer.SerializeToElement(answer.Render(row, name)), choices, choices.Count)
                ?? throw EvaluationErrors.TaskUnreadable($"Row {number + 1} of {name} names no right choice.", "An answer is a choice's number from 0, its letter, or its text.");
            return item with { Choices = choices, Right = [right], Target = choices[right] };
        }

        var references = References(task, row);
        return item with { References = references, Target = references.Count > 0 ? references[0] : "" };
    }

    private static IReadOnlyList<string> Choices(OwnTaskDocument task, JsonElement row)
    {
        IReadOnlyList<string> choices = task.Choices switch
        {
            string one when new PromptTemplate(one).OnlyField() is { } path => Field.Texts(row, path),
            IEnumerable<object> several => [.. several.Select(c => new PromptTemplate(Convert.ToString(c, System.Globalization.CultureInfo.InvariantCulture)!).Render(row, task.Name!))],
            _ => [],
        };
        return choices.Count > 1 ? choices : throw EvaluationErrors.TaskUnreadable($"The task {task.Name} has fewer than two choices in a row.");
    }

    private static IReadOnlyList<string> References(OwnTaskDocument task, JsonElement row)
    {
        if (task.Answer is not { } answer) return [];
        var template = new PromptTemplate(answer);
        return template.OnlyField() is { } path ? Field.Texts(row, path) is { Count: > 0 } several ? several : [""] : [template.Render(row, task.Name!)];
    }
}
