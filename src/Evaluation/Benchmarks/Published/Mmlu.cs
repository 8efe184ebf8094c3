using System.Runtime.CompilerServices;
using Onebox.Evaluation.Reading;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>
/// MMLU (Hendrycks et al. 2021), lm-evaluation-harness <c>mmlu</c>: the letters are the choices, the first examples of <c>dev</c> are the shots. Its own CSV
/// (six fields without names, a subject a file, in <c>test/</c> and <c>dev/</c>), JSONL and Hugging Face's Parquet.
/// </summary>
internal sealed class Mmlu : IPublished
{
    private static readonly string[] Letters = ["A", "B", "C", "D"];

    public string Name => "mmlu";

    public Benchmark Benchmark { get; } = new() { Name = "mmlu", Kind = BenchmarkKind.Choice, Shots = 5, FirstShots = true, Primary = ChoiceScore.Plain };

    public string Form => "'question', 'choices' (four) or 'A' to 'D', 'answer' (number or letter) and 'subject'; the authors' CSV has six fields without names: question, four choices, letter";

    public IReadOnlyList<string> ShotSplits => ["dev"];

    public IReadOnlyList<PublishedFile> Files(string path) => Directory.Exists(path)
        ? OfSplit(path, "test") is { Count: > 0 } files ? files : throw EvaluationErrors.NoFileOf(Name, path, "no file in it is called for the test split")
        : [new PublishedFile(path, SubjectOf(path))];

    public IReadOnlyList<PublishedFile> ShotFiles(string path) => Directory.Exists(path)
        ? OfSplit(path, "dev")
        : PublishedFiles.Sibling(path, "test", "dev") is { } dev ? [new PublishedFile(dev, SubjectOf(dev))] : [];

    // Hugging Face has every subject twice: in a folder of its own, and in "all".
    private static IReadOnlyList<PublishedFile> OfSplit(string folder, string split)
    {
        var files = PublishedFiles.OfSplit(folder, PublishedFiles.All(folder), [split], orAll: false);
        var all = files.Where(f => PublishedFiles.Words(PublishedFiles.Below(folder, f)).Contains("all")).ToList();
        return [.. (all.Count > 0 ? all : files).Select(f => new PublishedFile(f, SubjectOf(f)))];
    }

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0;
        if (System.IO.Path.GetExtension(file.Path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
        {
            await foreach (var record in CsvRows.RecordsAsync(file.Path, ',', cancellation))
            {
                if (record.Count != 6) throw EvaluationErrors.FileUnreadable(file.Path, $"record {number + 1} has {record.Count} fields; MMLU's have six: question, four choices, letter.");
                // Copies with a line of names are about too.
                if (number == 0 && record[0].Trim().Equals("question", StringComparison.OrdinalIgnoreCase)) continue;
                yield return Of(file, number++, record[0], [.. record.Skip(1).Take(4)], Array.IndexOf(Letters, record[5].Trim()), file.Group);
            }

            yield break;
        }

        await foreach (var row in PublishedRow.ReadAsync(this, file, cancellation))
        {
            var choices = Field.Texts(row.Row, "choices") is { Count: > 0 } list ? list : [.. Letters.Select(l => row.Needed(l))];
            var right = Published.RightChoice(Field.Find(row.Row, "answer"), Letters, choices.Count) ?? throw row.Fault("names no right choice");
            yield return Of(file, number++, row.Needed("question"), choices, right, row.Text("subject") ?? file.Group);
        }
    }

    private static Item Of(PublishedFile file, int number, string question, IReadOnlyList<string> choices, int right, string? subject)
    {
        if (choices.Count != 4 || right is < 0 or > 3) throw EvaluationErrors.FileUnreadable(file.Path, $"item {number + 1} has not four choices and a right one.");
        var text = question.Trim();
        return new Item
        {
            Id = $"{subject}/{number}",
            Prompt = $"{text}\nA. {choices[0]}\nB. {choices[1]}\nC. {choices[2]}\nD. {choices[3]}\nAnswer:",
            Preamble = subject is null ? "" : $"The following are multiple choice questions (with answers) about {subject.Replace('_', ' ')}.\n\n",
            Question = $"{text}\nA. {choices[0]}\nB. {choices[1]}\nC. {choices[2]}\nD. {choices[3]}",
            Target = Letters[right],
            Choices = Letters,
            Right = [right],
            Group = subject,
        };
    }

    private static string? SubjectOf(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        foreach (var ending in (string[])["_test", "_dev", "_val"])
        {
            if (name.EndsWith(ending, StringComparison.Ordinal)) return name[..^ending.Length];
        }

        return null;
    }
}
