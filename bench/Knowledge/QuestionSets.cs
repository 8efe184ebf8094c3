using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Onebox.Documents;

namespace Onebox.Knowledge.Bench;

/// <param name="Right">Names of the documents that are right, each with its gain.</param>
/// <param name="Answer">Words that a reader needs; null when they are not known.</param>
/// <param name="Block">The right block of the right document; null for any.</param>
internal sealed record BenchQuestion(string Text, IReadOnlyDictionary<string, int> Right, string? Answer = null, int? Block = null)
{
    /// <summary>Gains are those of the judgements, as trec_eval counts them.</summary>
    /// <param name="ranking">Names of documents, best first, each once.</param>
    public double Ndcg(IReadOnlyList<string> ranking)
    {
        var ideal = Right.Values.OrderDescending().Take(10).Select((worth, i) => worth / Math.Log2(i + 2)).Sum();
        return ranking.Take(10).Select((name, i) => Right.GetValueOrDefault(name) / Math.Log2(i + 2)).Sum() / ideal;
    }
}

/// <summary>Documents with questions whose right documents are known.</summary>
internal sealed record QuestionSet(string Name, IReadOnlyList<Document> Documents, IReadOnlyList<BenchQuestion> Questions)
{
    /// <summary>A file in SQuAD's form, a folder in BEIR's (corpus.jsonl, queries.jsonl, qrels/test.tsv), WordNet's <c>dict</c> folder, or a folder with Markdown files.</summary>
    public static async Task<QuestionSet> ReadAsync(string path, bool articles) =>
        File.Exists(path) ? articles ? SquadArticles(path) : Squad(path)
        : File.Exists(Path.Combine(path, "corpus.jsonl")) ? await BeirAsync(path)
        : File.Exists(Path.Combine(path, "data.noun")) ? Glosses(path)
        : Sections(path);

    /// <summary>By name, as a search engine is given them that knows no structure.</summary>
    public IEnumerable<KeyValuePair<string, string>> Texts { get; init; } = Documents.Select(d => KeyValuePair.Create(d.Name, string.Join("\n\n", d.Blocks.Select(b => b.ToText()))));

    /// <summary>By the set's name: <c>manuals.de</c>, <c>xquad.zh.json</c>.</summary>
    public string Language => Regex.Match(Name, @"\.(?<code>de|fr|es|ru|zh)\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["code"].Value;

    private static Document Text(string name, params IReadOnlyList<Block> blocks) => new() { Name = name, MimeType = "text/plain", Blocks = blocks };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, int> Only(string name) => new(StringComparer.Ordinal) { [name] = 1 };

    /// <summary>Every paragraph is a document.</summary>
    private static QuestionSet Squad(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var (documents, questions) = (new List<Document>(), new List<BenchQuestion>());
        foreach (var paragraph in json.RootElement.GetProperty("data").EnumerateArray().SelectMany(a => a.GetProperty("paragraphs").EnumerateArray()))
        {
            var name = Number(documents.Count);
            foreach (var question in paragraph.GetProperty("qas").EnumerateArray()) questions.Add(new BenchQuestion(question.GetProperty("question").GetString()!, Only(name), Answer(question)));
            documents.Add(Text(name, new ParagraphBlock(paragraph.GetProperty("context").GetString()!)));
        }

        return new QuestionSet(Path.GetFileName(file), documents, questions);
    }

    /// <summary>Every article is a document, its paragraphs under its title.</summary>
    private static QuestionSet SquadArticles(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var (documents, questions) = (new List<Document>(), new List<BenchQuestion>());
        foreach (var article in json.RootElement.GetProperty("data").EnumerateArray())
        {
            var (name, title) = (Number(documents.Count), article.GetProperty("title").GetString()!.Replace('_', ' '));
            var blocks = new List<Block> { new HeadingBlock(1, title) };
            foreach (var paragraph in article.GetProperty("paragraphs").EnumerateArray())
            {
                foreach (var question in paragraph.GetProperty("qas").EnumerateArray()) questions.Add(new BenchQuestion(question.GetProperty("question").GetString()!, Only(name), Answer(question), blocks.Count));
                blocks.Add(new ParagraphBlock(paragraph.GetProperty("context").GetString()!) { HeadingPath = [title] });
            }

            documents.Add(Text(name, blocks));
        }

        return new QuestionSet(Path.GetFileName(file) + " by article", documents, questions);
    }

    private static string Answer(JsonElement question) => question.GetProperty("answers")[0].GetProperty("text").GetString()!;

    /// <summary>Every text is a file with its title on the first line.</summary>
    private static async Task<QuestionSet> BeirAsync(string folder)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(folder, "corpus.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var title = json.RootElement.TryGetProperty("title", out var t) ? t.GetString() : null;
            texts.Add(json.RootElement.GetProperty("_id").GetString()!, string.IsNullOrEmpty(title) ? json.RootElement.GetProperty("text").GetString()! : $"{title}\n\n{json.RootElement.GetProperty("text").GetString()}");
        }

        var (parser, documents) = (new DocumentParser(), new List<Document>());
        foreach (var (name, text) in texts) documents.Add((await parser.ParseAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), name + ".txt")) with { Name = name });
        var right = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var cells in File.ReadLines(Path.Combine(folder, "qrels", "test.tsv")).Skip(1).Select(line => line.Split('\t')))
        {
            if (!right.TryGetValue(cells[0], out var of)) right[cells[0]] = of = new Dictionary<string, int>(StringComparer.Ordinal);
            if (int.Parse(cells[2], CultureInfo.InvariantCulture) is > 0 and var gain) of[cells[1]] = gain;
        }

        var questions = File.ReadLines(Path.Combine(folder, "queries.jsonl")).Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return (Id: json.RootElement.GetProperty("_id").GetString()!, Text: json.RootElement.GetProperty("text").GetString()!);
        }).Where(q => right.TryGetValue(q.Id, out var of) && of.Count > 0).Select(q => new BenchQuestion(q.Text, right[q.Id])).ToList();
        return new QuestionSet(Path.GetFileName(folder.TrimEnd('/')), documents, questions) { Texts = texts };
    }

    /// <summary>WordNet: a noun's words with its definition are a document; the examples of its use, which are not in it, are the questions.</summary>
    private static QuestionSet Glosses(string folder)
    {
        var (documents, questions) = (new List<Document>(), new List<BenchQuestion>());
        foreach (var line in File.ReadLines(Path.Combine(folder, "data.noun")).Where(l => !l.StartsWith(' ') && l.Contains("; \"", StringComparison.Ordinal)))
        {
            var (cells, gloss) = (line.Split(' '), line[(line.IndexOf('|', StringComparison.Ordinal) + 1)..].Trim());
            var words = Enumerable.Range(0, int.Parse(cells[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Select(i => cells[4 + (2 * i)].Replace('_', ' '));
            var name = Number(documents.Count);
            documents.Add(Text(name, new ParagraphBlock($"{string.Join(", ", words)}: {gloss[..gloss.IndexOf("; \"", StringComparison.Ordinal)]}")));
            questions.Add(new BenchQuestion(Regex.Match(gloss, "\"(?<example>[^\"]+)\"?", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["example"].Value, Only(name)));
        }

        return new QuestionSet("glosses", documents, [.. questions.Where((_, i) => i % 4 == 0)]);
    }

    /// <summary>A project's documentation: sections are documents, their headings, which are not in them, the questions.</summary>
    private static QuestionSet Sections(string folder)
    {
        var (documents, questions) = (new List<Document>(), new List<BenchQuestion>());
        var files = Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories).Where(f => !Regex.IsMatch(f, "/(bin|obj|node_modules|\\.build|\\.git)/", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var (heading, body) = ("", new List<string>());
            foreach (var line in File.ReadLines(file).Append("# end"))
            {
                if (!line.StartsWith('#'))
                {
                    body.Add(line);
                    continue;
                }

                var text = string.Join('\n', body).Trim();
                if (heading.Split(' ').Length >= 3 && text.Length > 200)
                {
                    var name = Number(documents.Count);
                    documents.Add(Text(name, [.. text.Split("\n\n").Select(p => new ParagraphBlock(p))]));
                    questions.Add(new BenchQuestion(heading, Only(name)));
                }

                (heading, body) = (Regex.Replace(line.TrimStart('#').Trim(), "^[0-9.]+ ", "", RegexOptions.None, TimeSpan.FromSeconds(1)), []);
            }
        }

        return new QuestionSet("sections", documents, questions);
    }
}
