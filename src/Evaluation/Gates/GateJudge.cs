using System.Globalization;
using Onebox.Api.Evaluation;

namespace Onebox.Evaluation.Gates;

/// <summary>Holds an evaluation's figures against a gate's conditions: pure, so that the same figures give the same verdict.</summary>
internal static class GateJudge
{
    // What two equal decimal fractions may differ by in binary.
    private const double Rounding = 1e-12;

    /// <param name="baseline">Null when there is nothing to compare with.</param>
    public static GateVerdict Judge(GateDocument gate, EvaluationResult result, string candidate, string? baseline)
    {
        var verdicts = gate.Conditions!.Where(c => c.NeedsFigures).Select(c => c.Contamination is { } most ? Contamination(c, most, result) : One(c, result, candidate, baseline)).ToList();
        return new GateVerdict(verdicts.TrueForAll(v => v.Holds), baseline, verdicts);
    }

    private static ConditionVerdict One(GateCondition condition, EvaluationResult result, string candidate, string? baseline)
    {
        var scores = result.Scores.FirstOrDefault(s => s.Model == candidate && (condition.Task is null || s.Task == condition.Task));
        if (scores is null)
        {
            var others = string.Join(", ", result.Scores.Where(s => s.Model == candidate).Select(s => s.Task).Distinct(StringComparer.Ordinal));
            return new ConditionVerdict(Sentence(condition, condition.Task ?? "the task", condition.Metric ?? "score"), false, others.Length == 0 ? "this task was not evaluated" : $"this task was not evaluated, only {others}");
        }

        var metric = condition.Metric ?? scores.Primary;
        var sentence = Sentence(condition, scores.Task, metric);
        if (scores.Scores.FirstOrDefault(s => s.Metric == metric) is not { } mine) return new ConditionVerdict(sentence, false, $"it has no {metric}, only {string.Join(", ", scores.Scores.Select(s => s.Metric))}");
        if (condition.AtLeast is { } least) return new ConditionVerdict(sentence, mine.Value >= least - Rounding, $"it is {Text(mine)}");
        if (condition.AtMost is { } most) return new ConditionVerdict(sentence, mine.Value <= most + Rounding, $"it is {Text(mine)}");
        if (baseline is null) return new ConditionVerdict(sentence, false, "there is nothing to compare with, because the route is new: name a 'baseline' in the gate");
        var theirs = result.Scores.FirstOrDefault(s => s.Model == baseline && s.Task == scores.Task)?.Scores.FirstOrDefault(s => s.Metric == metric);
        return theirs is null ? new ConditionVerdict(sentence, false, $"{baseline} was not evaluated") : Compared(condition, result, scores.Task, sentence, (mine, theirs), candidate, baseline);
    }

    private static ConditionVerdict Compared(GateCondition condition, EvaluationResult result, string task, string sentence, (Score Mine, Score Theirs) scores, string candidate, string baseline)
    {
        var (mine, theirs) = scores;
        var gain = (mine.Value - theirs.Value) * (mine.LowerIsBetter ? -1 : 1);
        var found = $"{candidate} has {Text(mine)}, {baseline} {Text(theirs)}";
        if (condition.WorseByAtMost is { } worse) return new ConditionVerdict(sentence, gain >= -worse - Rounding, found);
        var enough = gain >= condition.BetterBy!.Value - Rounding;
        if (condition.Significance is not { } level) return new ConditionVerdict(sentence, enough, found);
        var comparison = result.Comparisons.FirstOrDefault(c => c.Task == task && c.Metric == mine.Metric && c.Base == baseline && c.Candidate == candidate);
        if (comparison is null) return new ConditionVerdict(sentence, false, $"{found}; there is no paired test of {mine.Metric}, only of the task's primary metric");
        // Where every item is right or wrong, McNemar's test is the sharper one.
        var p = comparison.McNemar?.PValue ?? comparison.PValue;
        return new ConditionVerdict(sentence, enough && gain > 0 && p <= level, $"{found}, p = {Number(p)} ({comparison.Better} items better, {comparison.Worse} worse)");
    }

    private static ConditionVerdict Contamination(GateCondition condition, double most, EvaluationResult result)
    {
        var sentence = most == 0 ? $"no item of {condition.Task ?? "any task"} in the training data" : $"at most {Number(most * 100)} % of the items of {condition.Task ?? "each task"} in the training data";
        var found = result.Contamination.Where(c => condition.Task is null || c.Task == condition.Task).ToList();
        // Clean is what was looked at and found clean.
        if (found.Count == 0) return new ConditionVerdict(sentence, false, "nobody could look: what the model was trained on is not known here; name a dataset as 'against' in the gate");
        return new ConditionVerdict(sentence, found.TrueForAll(c => c.Share <= most + Rounding), string.Join(", ", found.Select(c => $"{c.Task}: {c.Found} of {c.Items} found in {string.Join(" and ", c.Against)}")));
    }

    private static string Sentence(GateCondition condition, string task, string metric) => condition switch
    {
        { BetterBy: { } better, Significance: { } level } => $"{metric} on {task} better by at least {Number(better)}, p at most {Number(level)}",
        { BetterBy: { } better } => $"{metric} on {task} better by at least {Number(better)}",
        { WorseByAtMost: { } worse } => $"{metric} on {task} worse by at most {Number(worse)}",
        { AtLeast: { } least } => $"{metric} on {task} at least {Number(least)}",
        _ => $"{metric} on {task} at most {Number(condition.AtMost ?? 0)}",
    };

    private static string Text(Score score) => score.StandardError is { } error ? $"{Number(score.Value)} ± {Number(error)}" : Number(score.Value);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
