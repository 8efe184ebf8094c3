using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Onebox.Llama;
using Onebox.Templates.Chat;

namespace Onebox.TinyTrain;

/// <summary>
/// What the card shows: answers of the GGUF file by llama.cpp, greedy, against rows of one question each. Exact match and F1 as SQuAD's
/// (lower case, no punctuation, no articles; Rajpurkar et al., 2016), with and without the citation.
/// </summary>
internal static partial class Evaluate
{
    private sealed record Item(string Prompt, IReadOnlyList<string> Answers, bool Cited);

    public static async Task RunAsync(string gguf, string rows, int most, int threads, int show)
    {
        using var model = LlamaModel.Load(gguf);
        await using var engine = new Engine(model, new EngineOptions { ContextTokens = 4096, SequenceTokens = 1024, MaxSequences = 4, Threads = threads, BatchThreads = threads });
        var template = ChatTemplate.Compile(model.ChatTemplate()!, "<|endoftext|>", "<|im_end|>");
        var items = (rows.EndsWith(".json", StringComparison.Ordinal) ? Squad(rows, template) : Chats(rows, template)).Where(i => model.Vocabulary.Tokenize(i.Prompt, false, true).Length < 980).Take(most).ToList();
        var (exact, f1, whole, answered, unknown, unknownRight, refused, cited, holds) = (0.0, 0.0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var batch in items.Chunk(4))
        {
            var answers = await Task.WhenAll(batch.Select(i => engine.Generate(new GenerationRequest { Text = i.Prompt, ParseSpecial = true, AddSpecial = false, MaxTokens = 96, Sampling = SamplingOptions.Greedy }).CompleteAsync()));
            for (var n = 0; n < batch.Length; n++)
            {
                var (item, said) = (batch[n], answers[n].Text.Trim());
                var silent = item.Answers[0] == Unknown;
                if (show-- > 0)
                    Console.WriteLine($"  «{item.Answers[0]}» ← «{said}»");
                if (silent)
                {
                    unknown++;
                    unknownRight += said == Unknown ? 1 : 0;
                    continue;
                }

                answered++;
                refused += said == Unknown ? 1 : 0;
                whole += item.Answers.Contains(said, StringComparer.Ordinal) ? 1 : 0;
                cited += item.Cited && Citation().Match(said).Value is { Length: > 0 } mark && item.Answers[0].EndsWith(mark, StringComparison.Ordinal) ? 1 : 0;
                exact += item.Answers.Max(a => Words(a).SequenceEqual(Words(said), StringComparer.Ordinal) ? 1.0 : 0);
                holds += item.Answers.Any(a => (" " + string.Join(' ', Words(said)) + " ").Contains(" " + string.Join(' ', Words(a)) + " ", StringComparison.Ordinal)) ? 1 : 0;
                f1 += item.Answers.Max(a => F1(Words(a), Words(said)));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(rows)}: {items.Count} items; answerable {answered}: exact {exact / Math.Max(1, answered):P1}, F1 {f1 / Math.Max(1, answered):P1}, holds the answer {(double)holds / Math.Max(1, answered):P1}, words and citation {(double)whole / Math.Max(1, answered):P1}, right passage {(double)cited / Math.Max(1, answered):P1}, wrongly refused {(double)refused / Math.Max(1, answered):P1}; not in the passages {unknown}: said so {(double)unknownRight / Math.Max(1, unknown):P1}"));
    }

    /// <summary>Perplexity of plain-text rows: nats a token and bits a byte.</summary>
    public static async Task ScoreAsync(string gguf, string rows, int most, int threads, bool each)
    {
        using var model = LlamaModel.Load(gguf);
        await using var engine = new Engine(model, new EngineOptions { ContextTokens = 2048, SequenceTokens = 1024, MaxSequences = 1, Threads = threads, BatchThreads = threads });
        var (nats, tokens, bytes) = (0.0, 0, 0L);
        foreach (var line in File.ReadLines(rows))
        {
            using var row = JsonDocument.Parse(line);
            if (!row.RootElement.TryGetProperty("text", out var text) || most-- <= 0)
                continue;
            int[] ids = [model.Vocabulary.Bos, .. model.Vocabulary.Tokenize(text.GetString()!, false, false)];
            if (ids.Length > 1000)
                continue;
            var scores = await engine.ScoreAsync(ids);
            nats -= scores.Sum(s => s.Logprob);
            tokens += scores.Count;
            bytes += System.Text.Encoding.UTF8.GetByteCount(text.GetString()!);
            if (each)
                Console.WriteLine(string.Join(' ', scores.Select(s => (-s.Logprob).ToString("F1", CultureInfo.InvariantCulture))) + "\n" + text.GetString());
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(rows)}: {tokens} tokens, {nats / tokens:F3} nats a token, perplexity {Math.Exp(nats / tokens):F1}, {nats / Math.Log(2) / bytes:F3} bits a byte"));
    }

    private const string Unknown = "The documents do not say.";

    private static IEnumerable<Item> Chats(string path, ChatTemplate template)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var row = JsonDocument.Parse(line);
            var messages = row.RootElement.GetProperty("messages").EnumerateArray().ToList();
            yield return new Item(Prompt(template, messages[0].GetProperty("content").GetString()!, messages[1].GetProperty("content").GetString()!), [messages[2].GetProperty("content").GetString()!], true);
        }
    }

    /// <summary>SQuAD's form: the paragraph is passage 1, as Knowledge would send it.</summary>
    private static IEnumerable<Item> Squad(string path, ChatTemplate template)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var article in file.RootElement.GetProperty("data").EnumerateArray())
        {
            foreach (var paragraph in article.GetProperty("paragraphs").EnumerateArray())
            {
                foreach (var question in paragraph.GetProperty("qas").EnumerateArray())
                {
                    var user = "[1] " + article.GetProperty("title").GetString() + "\n" + paragraph.GetProperty("context").GetString() + "\n\nQuestion: " + question.GetProperty("question").GetString();
                    yield return new Item(Prompt(template, "Answer the question from the passages only. Cite the passage as [n]. If they do not say, answer: The documents do not say.", user), [.. question.GetProperty("answers").EnumerateArray().Select(a => a.GetProperty("text").GetString()!)], false);
                }
            }
        }
    }

    private static string Prompt(ChatTemplate template, string system, string user) =>
        template.Render(new ChatInput { Messages = JsonSerializer.SerializeToElement(new[] { new Dictionary<string, string> { ["role"] = "system", ["content"] = system }, new Dictionary<string, string> { ["role"] = "user", ["content"] = user } }) });

    private static List<string> Words(string text) => [.. Marks().Replace(Citation().Replace(text.ToLowerInvariant(), ""), " ").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("a" or "an" or "the"))];

    private static double F1(List<string> gold, List<string> said)
    {
        var rest = gold.ToList();
        var same = said.Count(rest.Remove);
        return same == 0 ? 0 : 2.0 * same / (gold.Count + said.Count);
    }

    [GeneratedRegex(@" ?\[\d\]$", RegexOptions.None, 1000)]
    private static partial Regex Citation();

    [GeneratedRegex(@"[\s\p{P}]+", RegexOptions.None, 1000)]
    private static partial Regex Marks();
}
