using System.Globalization;
using System.Text.RegularExpressions;
using Onebox.Api;
using Onebox.Api.Knowledge;

namespace Onebox.Console.Knowledge;

/// <summary>A question and what was answered.</summary>
internal sealed partial class AskTurn(string question)
{
    public string Question { get; } = question;

    /// <summary>As far as it has come.</summary>
    public string Text { get; set; } = "";

    /// <summary>Null until it is whole.</summary>
    public KnowledgeAnswer? Answer { get; set; }

    public ProblemDetails? Problem { get; set; }

    public Citation? Citation(int number) => Answer?.Citations.FirstOrDefault(c => c.Number == number && c.Supports) ?? Answer?.Citations.FirstOrDefault(c => c.Number == number);

    /// <summary>The text, cut at its citations.</summary>
    public IEnumerable<(string Text, int? Number)> Pieces()
    {
        var at = 0;
        foreach (Match match in Cited().Matches(Text))
        {
            yield return (Text[at..match.Index], null);
            yield return (match.Value, int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));
            at = match.Index + match.Length;
        }

        yield return (Text[at..], null);
    }

    [GeneratedRegex(@"\[(?<number>\d{1,3})\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cited();
}
