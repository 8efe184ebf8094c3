using Onebox.Api.Evaluation;

namespace Onebox.Console.Evaluations;

/// <summary>The gate that most people mean once a model is evaluated beside another: clearly better, on figures that are there already.</summary>
internal static class SuggestedGate
{
    /// <returns>Null where the candidate was compared with nothing.</returns>
    public static string? Of(EvaluationInfo? evaluation, string? candidate)
    {
        var compared = evaluation?.Result?.Comparisons.Where(c => c.Candidate == candidate).ToList() ?? [];
        if (compared.Count == 0) return null;
        // A task written by hand has no spec; the gate only names it, for its figures are there.
        var tasks = evaluation!.Request.Tasks.Select((task, number) => task.Spec ?? compared.ElementAtOrDefault(number)?.Task ?? "own");
        return $"""
            baseline: {Quoted(compared[0].Base)}
            tasks:
            {string.Join('\n', tasks.Select(t => $"  - task: {Quoted(t)}"))}
            conditions:
            {string.Join('\n', compared.Select((c, i) => i == 0 ? $"  - task: {Quoted(c.Task)}\n    betterBy: 0\n    significance: 0.05" : $"  - task: {Quoted(c.Task)}\n    worseByAtMost: 0.02"))}
            """;
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
