using System.Runtime.CompilerServices;
using Onebox.Datasets;

namespace Onebox.Evaluation.Benchmarks;

/// <summary>
/// A dataset of this box as a benchmark: questions with choices are chosen from, questions and conversations are answered by chat, texts are predicted. Its test
/// split, or what there is of validation, or all of it.
/// </summary>
internal static class DatasetItems
{
    private static readonly IReadOnlyList<IMeasure> Measures = [new SquadExactMeasure(), new F1Measure(), new RougeMeasure()];

    public static string SplitOf(DatasetVersion version) => version.Rows switch
    {
        { Test: > 0 } => DatasetSplits.Test,
        { Validation: > 0 } => DatasetSplits.Validation,
        _ => DatasetSplits.Train,
    };

    public static Benchmark BenchmarkOf(DatasetVersion version, bool choices) => version.Shape switch
    {
        DatasetShape.Text => new Benchmark { Name = version.Name, Kind = BenchmarkKind.Text, Primary = "bits_per_byte" },
        DatasetShape.Questions when choices => new Benchmark { Name = version.Name, Kind = BenchmarkKind.Choice, Primary = Scoring.ChoiceScore.Characters },
        _ => new Benchmark { Name = version.Name, Kind = BenchmarkKind.Generation, Chat = true, Measures = Measures, Primary = "f1" },
    };

    public static async Task<bool> HasChoicesAsync(DatasetVersion version, CancellationToken cancellation)
    {
        if (version.Shape != DatasetShape.Questions) return false;
        await foreach (var row in DatasetRows.ReadAsync(version.RowsPath, cancellation: cancellation)) return row.Choices is { Count: > 1 };
        return false;
    }

    /// <summary>Rows that cannot be asked (a conversation that ends with the person, say) are passed over.</summary>
    public static async IAsyncEnumerable<Item> ReadAsync(DatasetVersion version, string? split, BenchmarkKind kind, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in DatasetRows.ReadAsync(version.RowsPath, split, cancellation))
        {
            if (Of(row, kind) is { } item) yield return item;
        }
    }

    private static Item? Of(DatasetRow row, BenchmarkKind kind)
    {
        if (row.Text is { } text) return kind == BenchmarkKind.Text ? new Item { Id = row.Id, Prompt = text, Question = text } : null;
        if (row.Question is { } question)
        {
            var prompt = row.Context is { Length: > 0 } context ? $"{context}\n\nQuestion: {question}" : question;
            if (kind == BenchmarkKind.Choice)
            {
                return row is { Choices: { Count: > 1 } choices, AnswerIndex: { } right } && right < choices.Count
                    ? new Item { Id = row.Id, Prompt = $"{(row.Context is { Length: > 0 } c ? $"{c}\n\n" : "")}Question: {question}\nAnswer:", Question = question, Choices = choices, Right = [right], Target = choices[right] }
                    : null;
            }

            var answers = row.Answers ?? [];
            return new Item { Id = row.Id, Prompt = prompt, Question = question, References = answers.Count > 0 ? answers : [""], Target = answers.Count > 0 ? answers[0] : "" };
        }

        return row.Messages is { Count: > 0 } messages ? Conversation(row, messages) : null;
    }

    private static Item? Conversation(DatasetRow row, IReadOnlyList<RowMessage> messages)
    {
        var (turns, reply) = row.Chosen is { } chosen ? (messages, chosen)
            : messages is [.., { Role: "assistant" } last] ? (messages.SkipLast(1).ToList(), last.Content)
            : ((IReadOnlyList<RowMessage>)[], "");
        if (turns.Count == 0 || reply.Length == 0) return null;
        var asked = turns[^1].Content;
        return new Item { Id = row.Id, Prompt = asked, Question = asked, Turns = [.. turns.Select(t => new Turn(t.Role, t.Content))], References = [reply], Target = reply };
    }
}
