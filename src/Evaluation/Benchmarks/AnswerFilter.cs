using System.Text.RegularExpressions;

namespace Onebox.Evaluation.Benchmarks;

/// <summary>
/// Finds the answer in what a model wrote, as lm-evaluation-harness's <c>regex</c> filter: all matches of the pattern, one of them chosen (from the end when
/// negative), its first group that matched anything, without white space around it; <see cref="NoMatch"/> when there is none.
/// </summary>
internal sealed record AnswerFilter(Regex Pattern, int Choose = 0)
{
    public const string NoMatch = "[invalid]";

    public static AnswerFilter Of(string pattern, int choose = 0) => new(Compile(pattern), choose);

    /// <exception cref="Kernel.ProblemException">It is no regular expression.</exception>
    public static Regex Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException error)
        {
            throw EvaluationErrors.TaskUnreadable($"'{pattern}' is no regular expression: {error.Message}");
        }
    }

    public string Apply(string answer)
    {
        MatchCollection matches;
        try
        {
            matches = Pattern.Matches(answer);
            var at = Choose < 0 ? matches.Count + Choose : Choose;
            if (at < 0 || at >= matches.Count) return NoMatch;
            var match = matches[at];
            if (match.Groups.Count == 1) return match.Value.Trim();
            for (var i = 1; i < match.Groups.Count; i++)
            {
                if (match.Groups[i].Length > 0) return match.Groups[i].Value.Trim();
            }

            return NoMatch;
        }
        catch (RegexMatchTimeoutException)
        {
            return NoMatch;
        }
    }
}
