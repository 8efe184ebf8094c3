using System.Runtime.CompilerServices;
using System.Text.Json;
using Onebox.Evaluation.Reading;

namespace Onebox.Evaluation.Benchmarks.Published;

/// <summary>
/// SQuAD 1.1 and 2.0 (Rajpurkar et al. 2016, 2018) and XQuAD (Artetxe et al. 2020) in SQuAD's JSON, with the prompts of lm-evaluation-harness <c>squadv2</c> and <c>xquad_en</c> and SQuAD's own
/// exact match and F1. A question without an answer counts as right when nothing is answered, or <c>unanswerable</c>.
/// </summary>
internal sealed class Squad(string name, string heading) : IPublished
{
    private const string Unanswerable = "unanswerable";

    /// <summary>The test split of SQuAD is not published.</summary>
    public static readonly IReadOnlyList<string> DevelopmentFirst = ["dev", "validation", "test"];

    public const string Rows = "SQuAD's JSON (a list 'data' with 'paragraphs'), or rows of 'context', 'question' and 'answers' (text), as Hugging Face's Parquet";

    public string Name => name;

    public string Form => Rows;

    public IReadOnlyList<string> Splits => DevelopmentFirst;

    public Benchmark Benchmark { get; } = new()
    {
        Name = name,
        Kind = BenchmarkKind.Generation,
        Stops = ["\n"],
        MaxTokens = 64,
        Measures = [new SquadExactMeasure(), new F1Measure()],
        Primary = "f1",
    };

    public async IAsyncEnumerable<Item> ReadAsync(PublishedFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var question in await QuestionsAsync(this, file, cancellation))
        {
            // XQuAD's prompt has none.
            var title = name == "squad" && question.Title.Length > 0 ? $"Title: {question.Title}\n\n" : "";
            yield return new Item
            {
                Id = question.Id,
                Prompt = $"{title}{heading}: {question.Context}\n\nQuestion: {question.Text}\n\nAnswer:",
                Question = question.Text,
                Target = question.Answers.Count > 0 ? question.Answers[0] : Unanswerable,
                References = question.Answers.Count > 0 ? question.Answers : ["", Unanswerable],
            };
        }
    }

    /// <summary>The questions of a file in SQuAD's form.</summary>
    public static async Task<IReadOnlyList<SquadQuestion>> QuestionsAsync(IPublished form, PublishedFile file, CancellationToken cancellation)
    {
        var path = file.Path;
        if (!System.IO.Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)) return await FlatAsync(form, file, cancellation);
        var whole = await RowFile.WholeAsync(path, cancellation);
        if (Field.Find(whole, "data") is not { ValueKind: JsonValueKind.Array } articles) throw EvaluationErrors.FileUnreadable(path, $"it is not in SQuAD's form: there is no list 'data'. {form.Name} wants {Rows}.");
        if (articles.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first && Field.Find(first, "paragraphs") is null) return await FlatAsync(form, file, cancellation);
        List<SquadQuestion> questions = [];
        foreach (var article in articles.EnumerateArray())
        {
            var title = Field.Text(article, "title") ?? "";
            foreach (var paragraph in List(article, "paragraphs"))
            {
                var context = Field.Needed(paragraph, "context", path);
                foreach (var qa in List(paragraph, "qas"))
                {
                    var answers = List(qa, "answers").Select(a => Field.Needed(a, "text", path)).Distinct(StringComparer.Ordinal).ToList();
                    questions.Add(new SquadQuestion(Field.Text(qa, "id") ?? $"{questions.Count}", title, context, Field.Needed(qa, "question", path), answers));
                }
            }
        }

        return questions;
    }

    /// <summary>A question a row.</summary>
    private static async Task<IReadOnlyList<SquadQuestion>> FlatAsync(IPublished form, PublishedFile file, CancellationToken cancellation)
    {
        List<SquadQuestion> questions = [];
        await foreach (var row in PublishedRow.ReadAsync(form, file, cancellation))
        {
            if (Field.Find(row.Row, "answers") is null) throw row.Fault("has no 'answers'");
            questions.Add(new SquadQuestion(row.Text("id") ?? $"{row.Number - 1}", row.Text("title") ?? "", row.Needed("context"), row.Needed("question"), [.. Field.Texts(row.Row, "answers.text").Distinct(StringComparer.Ordinal)]));
        }

        return questions;
    }

    private static JsonElement.ArrayEnumerator List(JsonElement of, string name) => Field.Find(of, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;
}

/// <param name="Answers">Empty for a question that the context does not answer.</param>
internal sealed record SquadQuestion(string Id, string Title, string Context, string Text, IReadOnlyList<string> Answers);
