using Onebox.Api.Evaluation;
using Onebox.Api.Tasks;
using Onebox.Console.Evaluations;

namespace Onebox.Console.Tests.Evaluations;

public sealed class SuggestedGateTests
{
    [Fact]
    public void Of_OneTask_AsksForClearlyBetterThanWhatItWasComparedWith() => Assert.Equal(
        """
        baseline: 'base'
        tasks:
          - task: 'dataset:it''s'
        conditions:
          - task: 'it''s'
            betterBy: 0
            significance: 0.05
        """.ReplaceLineEndings("\n"),
        SuggestedGate.Of(Evaluated([new EvaluationTask("dataset:it's")], "it's"), "candidate"));

    [Fact]
    public void Of_SeveralTasks_LetsTheOthersLoseLittle()
    {
        var gate = SuggestedGate.Of(Evaluated([new EvaluationTask("dataset:faq"), new EvaluationTask(Yaml: "name: own")], "faq", "own"), "candidate");
        Assert.Contains("  - task: 'own'\n    worseByAtMost: 0.02", gate, StringComparison.Ordinal);
        Assert.Single(gate!.Split("betterBy")[1..]);
    }

    [Fact]
    public void Of_AModelThatWasAlone_IsNone() => Assert.Null(SuggestedGate.Of(Evaluated([new EvaluationTask("robustness")]), "candidate"));

    private static EvaluationInfo Evaluated(IReadOnlyList<EvaluationTask> tasks, params string[] compared) => new()
    {
        Id = "evl_1",
        Name = "one",
        State = TaskState.Succeeded,
        TaskId = "tsk_1",
        StartedBy = "owner",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Request = new EvaluationRequest(tasks, ["base", "candidate"]),
        Result = new EvaluationResult([], [], [.. compared.Select(name => new TaskComparison(name, "exact_match", "base", "candidate", 10, 0.2, 0.1, 0, 0.4, 0.04, 3, 1, false))], []),
    };
}
