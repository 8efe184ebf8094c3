using System.Globalization;
using System.Text.RegularExpressions;
using Onebox.Api;
using Onebox.Api.Knowledge;

namespace Onebox.Console.Knowledge;

/// <summary>A question and what was answered.</summary>
public sealed partial class AskTurn(string question)
{
    public string Question { get; } = question;

    /// <summary>As far as it has come.</summary>
    public string Text { get; set; } = "";

    /// <summary>Null until it is whole.</summary>
    public KnowledgeAnswer? Answer { get; set; }

    /// <summary>Whoever asked did not wait for the rest.</summary>
    public bool Stopped { get; set; }

    public ProblemDetails? Problem { get; set; }

    /// <summary>Each source once, as they are listed.</summary>
    public IEnumerable<Citation> Sources => (Answer?.Citations ?? []).OrderBy(c => c.Number).DistinctBy(c => (c.Number, c.Chunk, c.Quote));

    /// <summary>The text, cut at its citations: <c>[1]</c>, <c>[1, 3]</c>.</summary>
    public IEnumerable<(string Text, int? Number)> Pieces()
    {
        var at = 0;
        foreach (Match match in Cited().Matches(Text))
        {
            yield return (Text[at..match.Index], null);
            foreach (var number in match.Groups["numbers"].Value.Split(',', StringSplitOptions.TrimEntries)) yield return (number, int.Parse(number, CultureInfo.InvariantCulture));
            at = match.Index + match.Length;
        }

        yield return (Text[at..], null);
    }

    /// <summary>What a number in the text leads to: one passage may be quoted for several statements; it is the one that has most words of the statement before it.</summary>
    /// <param name="statement">The text before the number.</param>
    public Citation? Citation(int number, string statement)
    {
        var words = Words().Matches(statement).Select(m => m.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Answer?.Citations.Where(c => c.Number == number).MaxBy(c => (c.Supports, Words().Matches(c.Quote).Count(m => words.Contains(m.Value))));
    }

    [GeneratedRegex(@"\[(?<numbers>\d{1,3}(\s*,\s*\d{1,3})*)\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cited();

    [GeneratedRegex(@"\w{2,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Words();
}
