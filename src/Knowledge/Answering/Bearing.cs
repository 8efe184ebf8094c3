using System.Text.RegularExpressions;
using Onebox.Knowledge.Embedding;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Answering;

/// <summary>A sentence of a passage, held against the question.</summary>
/// <param name="Covered">What share of the question's words, weighted by how rare they are, stands in the sentence itself.</param>
/// <param name="Around">The same with the headings above it and the sentence before it.</param>
/// <param name="Near">The cosine of sentence and question; null where the encoder does not understand one of them.</param>
/// <param name="Told">Whether the sentence has the form that the question asks for; null when any will do.</param>
internal sealed partial record Bearing(Passage Passage, string Sentence, double Covered, double Around, double? Near, bool? Told)
{
    /// <summary>Words whose vectors are so near mean nearly the same, or the like: a virus and malware, beer and alcohol.</summary>
    private const double SameMeaning = 0.62;

    /// <summary>What such a word counts: Tuesday is as near to Monday.</summary>
    private const double OfSameMeaning = 0.6;

    /// <summary>A name or a number in the question says which one is meant: it counts more than another word as rare.</summary>
    private const double OfAName = 1.5;

    /// <summary>What a number counts that stands in the sentence, but beside no word that it stands beside in the question: "day 3" is not "team 3".</summary>
    private const double OfAnotherNumber = 0.5;

    /// <summary>Shorter lines without an end are titles.</summary>
    private const int WordsOfATitle = 4;

    /// <summary>
    /// How likely the sentence is the answer; an answer scores 0.54 and more. Weights and bar are what told right from wrong best on half of the questions that were written for it (ADR 0304).
    /// </summary>
    public double Score => (0.2 * Covered) + (0.4 * Around) + (0.5 * Math.Max(0, Near ?? Around)) + (Told switch { true => 0.1, false => -0.5, null => 0.05 });

    public static async Task<List<Bearing>> OfAsync(string question, IReadOnlyList<Passage> passages, IEmbedder embedder, CancellationToken cancellation)
    {
        var read = passages.SelectMany(Read).ToList();
        if (read.Count == 0) return [];
        var wanted = AskedFor.Of(question);
        HashSet<string> form = wanted is null ? [] : [.. wanted.Words(question).SelectMany(Terms).Select(t => t.Text)];
        var asked = Terms(question).DistinctBy(t => t.Text).Where(t => !form.Contains(t.Text)).ToList();
        var beside = Pairs(question).SelectMany(p => new[] { (Term: p.First, Pair: p), (Term: p.Second, Pair: p) }).Where(p => char.IsDigit(p.Term[0])).GroupBy(p => p.Term, p => p.Pair).ToDictionary(g => g.Key, g => g.ToHashSet(), StringComparer.Ordinal);
        var vectors = await embedder.EmbedAsync([question, .. read.Select(r => r.Text)], cancellation);
        var alike = await AlikeAsync(asked, read, embedder, cancellation);
        var names = Name().Matches(question).SelectMany(m => Terms(m.Value)).Select(t => t.Text).ToHashSet(StringComparer.Ordinal);
        var weights = asked.ToDictionary(t => t.Text, t => Weight(read, t.Text) * (names.Contains(t.Text) ? OfAName : 1), StringComparer.Ordinal);
        var most = weights.Values.Sum();
        return [.. read.Select((sentence, i) =>
        {
            double In(string term, Dictionary<string, string?> words) => words.ContainsKey(term) ? (beside.TryGetValue(term, out var pairs) && !pairs.Overlaps(sentence.Pairs) ? OfAnotherNumber : 1) : alike.TryGetValue(term, out var others) && others.Overlaps(words.Keys) ? OfSameMeaning : 0;
            double Share(Func<string, double> of) => most == 0 ? 0 : weights.Sum(w => w.Value * of(w.Key)) / most;
            return new Bearing(
                sentence.Passage, sentence.Text, Share(t => In(t, sentence.Words)), Share(t => Math.Max(In(t, sentence.Words), Math.Max(In(t, sentence.Above), In(t, sentence.Before)))),
                Cosine(vectors[0], vectors[i + 1]), wanted?.IsToldIn(sentence.Text));
        })];
    }

    /// <param name="Words">Terms, each with the word that it is of.</param>
    /// <param name="Pairs">Terms that follow each other.</param>
    private sealed record ReadSentence(Passage Passage, string Text, Dictionary<string, string?> Words, HashSet<(string First, string Second)> Pairs, Dictionary<string, string?> Above, Dictionary<string, string?> Before);

    private static IEnumerable<ReadSentence> Read(Passage passage)
    {
        var above = ByTerm($"{passage.Title} {Path.GetFileNameWithoutExtension(passage.Hit.Document.Name)}");
        Dictionary<string, string?> before = [];
        foreach (var text in SentencesAndRows(passage.Text))
        {
            var words = ByTerm(text);
            if (words.Count == 0) continue;
            if (!IsTitle(text) && !IsQuestion(text) && !Instructions.AreIn(text)) yield return new ReadSentence(passage, text, words, Pairs(text), above, before);
            before = words;
        }
    }

    /// <summary>A row of a table stays whole: a question in one of its cells has its answer in another.</summary>
    private static IEnumerable<string> SentencesAndRows(string text)
    {
        var end = 0;
        foreach (var range in Sentences.Of(text))
        {
            var from = range.Start.Value;
            if (from < end) continue;
            var line = text.IndexOf('\n', from) is >= 0 and var at ? at : text.Length;
            end = text.AsSpan(from, line - from).Contains(" | ", StringComparison.Ordinal) ? line : range.End.Value;
            yield return text[from..end].Trim();
        }
    }

    /// <summary>What asks does not answer, though it is nearest to who asks the same; what follows it may.</summary>
    private static bool IsQuestion(string text) => text.AsSpan().TrimEnd("\"'”’»)").EndsWith("?", StringComparison.Ordinal) || text[^1] is '？' or '؟';

    private static bool IsTitle(string text) => char.IsLetterOrDigit(text[^1]) && text.AsSpan().IndexOfAny(':', '|', '\t') < 0 && text.Split(' ').Length <= WordsOfATitle && !text.Any(TextAnalyzer.IsUnspaced);

    /// <summary>For words of the question that no sentence has as they are: terms of the passages that mean about the same.</summary>
    private static async Task<Dictionary<string, HashSet<string>>> AlikeAsync(List<Term> asked, List<ReadSentence> read, IEmbedder embedder, CancellationToken cancellation)
    {
        var words = read.SelectMany(r => r.Words.Concat(r.Above)).Where(w => w.Value is not null).DistinctBy(w => w.Key).ToList();
        var all = asked.FindAll(t => t.Word is not null);
        if (all.Count == 0 || words.Count == 0) return [];
        var vectors = await embedder.EmbedAsync([.. all.Select(t => t.Word!), .. words.Select(w => w.Value!)], cancellation);
        return all.Index().ToDictionary(
            a => a.Item.Text, a => words.Index().Where(w => Cosine(vectors[a.Index], vectors[all.Count + w.Index]) >= SameMeaning).Select(w => w.Item.Key).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static double Weight(List<ReadSentence> read, string term) => Math.Log(1 + ((read.Count + 1) / (read.Count(r => r.Words.ContainsKey(term)) + 0.5)));

    private static IEnumerable<Term> Terms(string text) => TextAnalyzer.Analyze(text).Where(t => !t.IsCommon && !Asking.Contains(t.Text));

    private static HashSet<(string First, string Second)> Pairs(string text) => TextAnalyzer.Telling(text) is var terms ? [.. terms.Zip(terms.Skip(1))] : [];

    private static Dictionary<string, string?> ByTerm(string text) => Terms(text).DistinctBy(t => t.Text).ToDictionary(t => t.Text, t => t.Word, StringComparer.Ordinal);

    [GeneratedRegex(@"(?<=\S\s+)\p{Lu}[\p{L}\p{N}-]*|[\p{L}-]*\p{N}[\p{L}\p{N}-]*", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();

    private static double? Cosine(float[] a, float[] b)
    {
        double dot = 0, length = 0;
        for (var i = 0; i < a.Length; i++) (dot, length) = (dot + (a[i] * b[i]), length + (b[i] * b[i]));
        return length == 0 || a.All(x => x == 0) ? null : dot;
    }

    /// <summary>Words that every question may have; stems.</summary>
    private static readonly HashSet<string> Asking = new(
        TextAnalyzer.Telling("what which who whom whose when where why how do does did can could may might must should shall would has have had i we you my our your me us he she his her him am been being them any some all more than very just only one other too also from about there here "
            + "many much long often get gets got need needs tell please say says said think thinks know knows want wants mean means happen happens wer wie was wann wo darf kann muss der die das ein eine einer den dem des und ist sind im zu mit für von nicht man sich es"), StringComparer.Ordinal);
}
