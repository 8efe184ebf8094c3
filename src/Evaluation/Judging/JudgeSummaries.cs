using Onebox.Api.Evaluation;
using Onebox.Evaluation.Statistics;

namespace Onebox.Evaluation.Judging;

/// <summary>Counts what a judge said, and whether it looked at the order instead of the answers.</summary>
internal static class JudgeSummaries
{
    // The usual level; the p-value stands beside it.
    private const double Level = 0.05;

    public static JudgeSummary Of(string task, string judge, string baseName, string candidate, IReadOnlyList<JudgedPair> pairs)
    {
        var counts = pairs.CountBy(p => p.Outcome).ToDictionary();
        int Count(JudgedOutcome outcome) => counts.GetValueOrDefault(outcome);
        var estimate = Estimate.Of([.. pairs.Select(p => p.Score)]);
        var (first, second) = (Count(JudgedOutcome.FirstPlace), Count(JudgedOutcome.SecondPlace));
        // A sign test: without a preference for a place, pairs that the order decides fall to either place alike.
        double? p = first + second == 0 ? null : McNemar.Of(first, second).PValue;
        return new JudgeSummary(
            task, judge, baseName, candidate, pairs.Count,
            Count(JudgedOutcome.Better), Count(JudgedOutcome.Worse), Count(JudgedOutcome.Tie), Count(JudgedOutcome.Same), first, second, Count(JudgedOutcome.Unclear), Count(JudgedOutcome.NotAsked),
            estimate.Mean, Known(estimate.StandardError), Known(estimate.Low), Known(estimate.High), p, p <= Level);
    }

    /// <summary>What a person should know before believing the figure; null where nothing is amiss.</summary>
    public static string? Warning(JudgeSummary judged)
    {
        List<string> parts = [];
        var asked = judged.Items - judged.Same - judged.NotAsked;
        if (judged.PositionBias) parts.Add(FormattableString.Invariant($"{judged.Judge} prefers the {(judged.FirstPlace > judged.SecondPlace ? "first" : "second")} place: in {judged.FirstPlace} pairs whichever stood first won both times, in {judged.SecondPlace} whichever stood second (p = {judged.PositionBiasPValue:0.####})"));
        else if (2 * (judged.FirstPlace + judged.SecondPlace) > asked) parts.Add($"the order decided {judged.FirstPlace + judged.SecondPlace} of {asked} pairs");
        if (10 * judged.Unclear > asked) parts.Add($"{judged.Unclear} of {asked} pairs have no verdict that can be read");
        if (judged.NotAsked > 0) parts.Add($"{judged.NotAsked} pairs could not be judged");
        return parts.Count == 0 ? null : $"{string.Join("; ", parts)}. Such pairs count as ties.";
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
