using System.Globalization;
using System.Text.RegularExpressions;
using Onebox.Api.Knowledge;
using Onebox.Knowledge.Tables;
using Onebox.Knowledge.Text;

namespace Onebox.Knowledge.Answering;

/// <param name="Supported">Every statement has a citation that supports it.</param>
internal sealed record Checked(string Answer, List<Citation> Citations, bool Supported, List<string> Notes)
{
    /// <summary>The answer is a sentence of a passage, and not the model's words.</summary>
    public bool Quoted { get; init; }
}

/// <summary>
/// Holds an answer against its passages: is what is cited among them, and does it say the words? A statement is supported when nearly all of its telling words, and every
/// number in it, stand near each other in the passage: words of one sentence with a number of another far from it say nothing. That is strict about paraphrase and cannot be talked into anything.
/// </summary>
internal static partial class CheckCitations
{
    private const double SupportedFrom = 0.6;
    private const int MostQuote = 500;

    /// <summary>A statement may stand in so many sentences that follow each other, or in as many short ones as have these characters: points of a list.</summary>
    private const int NearSentences = 3;
    private const int NearCharacters = 400;

    public const string Unsupported = "No passage of the documents supports this answer.";

    public static Checked Run(string answer, IReadOnlyList<Passage> passages, string question)
    {
        var (citations, notes) = (new List<Citation>(), new List<string>());
        var asked = TextAnalyzer.Telling(question).ToHashSet(StringComparer.Ordinal);
        var (statements, supported) = (0, 0);
        var read = passages.Select(Read).ToList();
        foreach (var (claim, numbers) in Statements(answer))
        {
            var words = TextAnalyzer.Telling(claim);
            if (words.Count == 0) continue;
            statements++;
            var holds = false;
            foreach (var number in numbers.Distinct())
            {
                if (read.Find(p => p.Passage.Number == number) is not { } cited)
                {
                    notes.Add(string.Create(CultureInfo.InvariantCulture, $"[{number}] is cited, and there is no such passage."));
                    continue;
                }

                var supports = Support(words, cited) >= SupportedFrom;
                if (!supports) notes.Add(string.Create(CultureInfo.InvariantCulture, $"[{number}] does not say what it is cited for: {claim.Trim()}"));
                holds |= supports;
                citations.Add(Cite(cited.Passage, words, supports));
            }

            // Words without a citation of their own that stand in a passage word for word are cited here.
            if (!holds && read.Select(p => (p.Passage, Support: Support(words, p))).Where(s => s.Support >= 0.9 && words.Exists(w => !asked.Contains(w))).OrderByDescending(s => s.Support).FirstOrDefault() is { Passage: { } found })
            {
                citations.Add(Cite(found, words, supports: true));
                holds = true;
            }

            if (holds) supported++;
        }

        var distinct = citations.DistinctBy(c => (c.Number, c.Quote, c.Supports)).ToList();
        var whole = statements > 0 && supported == statements;
        var text = answer.Trim();
        if (supported == 0) text = text.Length == 0 ? Unsupported : $"{text}\n\n{Unsupported}";
        else if (!whole) notes.Add("Part of the answer has no passage that supports it.");
        return new Checked(text, distinct, whole, notes);
    }

    private static ReadPassage Read(Passage passage)
    {
        var isTable = passage.Hit.Chunk.Kind == "table";
        HashSet<string> header = OneRow.Header(passage.Hit) is { } names ? TextAnalyzer.Telling(names).ToHashSet(StringComparer.Ordinal) : [];
        return new ReadPassage(passage, isTable, header, (isTable ? Lines(passage.Text) : Sentences.Of(passage.Text)).ConvertAll(range => (range, Instructions.AreIn(passage.Text[range]) ? [] : TextAnalyzer.Telling(passage.Text[range]))));
    }

    /// <summary>What share of the telling words stands near each other in the passage; 0 when a number of the claim does not.</summary>
    private static double Support(List<string> claim, ReadPassage passage)
    {
        // A row is read under its header, which says nothing of which row it is, and its numbers are of no other row.
        var telling = claim.FindAll(w => !passage.Header.Contains(w));
        if (telling.Count == 0) return 1;
        var oneLine = passage.IsTable && telling.Exists(w => char.IsDigit(w[0]));
        var parts = passage.Parts;
        var best = 0.0;
        for (var first = 0; first < parts.Count && best < 1; first++)
        {
            var near = new HashSet<string>(StringComparer.Ordinal);
            for (var i = first; i < parts.Count && (i == first || !oneLine); i++)
            {
                if (i - first >= NearSentences && parts[i].Range.End.Value - parts[first].Range.Start.Value > NearCharacters) break;
                near.UnionWith(parts[i].Words);
            }

            if (!telling.Exists(w => char.IsDigit(w[0]) && !near.Contains(w))) best = Math.Max(best, telling.Count(near.Contains) / (double)telling.Count);
        }

        return best;
    }

    private static List<Range> Lines(string text)
    {
        var lines = new List<Range>();
        foreach (var line in text.AsSpan().Split('\n')) lines.Add(line);
        return lines;
    }

    /// <summary>The part of the passage that says it: the sentence with most of the words, from the document itself.</summary>
    private static Citation Cite(Passage passage, List<string> words, bool supports)
    {
        var set = words.ToHashSet(StringComparer.Ordinal);
        var best = Sentences.Of(passage.Text).Select(range => (range, Common: TextAnalyzer.Telling(passage.Text[range]).Distinct(StringComparer.Ordinal).Count(set.Contains))).MaxBy(s => s.Common).range;
        return Cite(passage, passage.Text[best].Trim(), supports);
    }

    /// <param name="quote">Words of the passage.</param>
    public static Citation Cite(Passage passage, string quote, bool supports = true)
    {
        if (quote.Length > MostQuote) quote = quote[..MostQuote].TrimEnd();
        var (chunk, start) = passage.Locate(quote);
        return new Citation(
            passage.Number, passage.Hit.Document.Name, passage.Hit.Document.Uid, ChunkIds.Of(chunk.Id), chunk.Page, quote, start, supports, chunk.Heading.Length == 0 ? null : chunk.Heading, chunk.Range);
    }

    /// <summary>Sentences, each with the passages that it cites; a citation after the full stop belongs to the sentence before.</summary>
    private static List<(string Claim, List<int> Numbers)> Statements(string answer)
    {
        var statements = new List<(string, List<int>)>();
        foreach (var range in Sentences.Of(answer))
        {
            var sentence = answer[range];
            var numbers = Cited().Matches(sentence).SelectMany(m => m.Groups["numbers"].Value.Split(',', StringSplitOptions.TrimEntries)).Select(n => int.TryParse(n, CultureInfo.InvariantCulture, out var value) ? value : 0).ToList();
            var leading = LeadingCitations().Match(sentence);
            if (leading.Length > 0 && statements.Count > 0)
            {
                var count = Cited().Count(leading.Value);
                statements[^1].Item2.AddRange(numbers.Take(count));
                numbers = [.. numbers.Skip(count)];
                sentence = sentence[leading.Length..];
            }

            var claim = Cited().Replace(sentence, "");
            if (TextAnalyzer.Telling(claim).Count > 0) statements.Add((claim, numbers));
            else if (statements.Count > 0) statements[^1].Item2.AddRange(numbers);
        }

        return statements;
    }

    [GeneratedRegex(@"\[(?<numbers>\d{1,3}(\s*,\s*\d{1,3})*)\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cited();

    [GeneratedRegex(@"\A\s*(\[\d{1,3}(\s*,\s*\d{1,3})*\]\s*[.,;]?\s*)+", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeadingCitations();

    /// <param name="Header">Words of the names of a table's columns.</param>
    /// <param name="Parts">Its sentences, or the lines of a table.</param>
    private sealed record ReadPassage(Passage Passage, bool IsTable, HashSet<string> Header, List<(Range Range, List<string> Words)> Parts);
}
