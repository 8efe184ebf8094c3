using Onebox.Api.Evaluation;
using Onebox.Evaluation.Gates;

namespace Onebox.Evaluation.Tests.Gates;

public sealed class GateTests
{
    private static readonly EvaluationResult Result = new(
        [new EvaluatedModel("base", "a"), new EvaluatedModel("new", "b")],
        [Scores("faq", "base", "f1", 0.50), Scores("faq", "new", "f1", 0.60), Scores("ppl", "base", "bits_per_byte", 1.00, lower: true), Scores("ppl", "new", "bits_per_byte", 1.05, lower: true)],
        [new TaskComparison("faq", "f1", "base", "new", 100, 0.10, 0.03, 0.04, 0.16, 0.004, 30, 20, false)],
        [new TaskContamination("faq", ["train@1"], 100, 2, 0.02)]);

    [Theory]
    [InlineData("{task: faq, betterBy: 0.1}", true)]
    [InlineData("{task: faq, betterBy: 0.11}", false)]
    [InlineData("{task: faq, betterBy: 0.05, significance: 0.01}", true)]
    [InlineData("{task: faq, betterBy: 0.05, significance: 0.001}", false)]
    [InlineData("{task: ppl, worseByAtMost: 0.05}", true)]
    [InlineData("{task: ppl, worseByAtMost: 0.04}", false)]
    [InlineData("{task: ppl, betterBy: 0}", false)]
    [InlineData("{task: faq, metric: f1, atLeast: 0.6}", true)]
    [InlineData("{task: faq, metric: acc, atLeast: 0.6}", false)]
    [InlineData("{task: nothing, atLeast: 0}", false)]
    [InlineData("{contamination: 0}", false)]
    [InlineData("{task: faq, contamination: 0.02}", true)]
    public void Condition_HoldsOrFails(string condition, bool holds)
    {
        var gate = GateReader.Read($"tasks: [{{task: 'squad:/x.json'}}, {{task: 'gsm8k:/y.jsonl'}}]\nconditions:\n  - {condition}\n");
        var verdict = GateJudge.Judge(gate, Result, "new", "base");
        Assert.Equal(holds, verdict.Passed);
        Assert.NotEmpty(verdict.Conditions.Single().Found);
    }

    [Fact]
    public void Condition_WithNothingToCompareWith_FailsAndSaysWhatToDo()
    {
        var gate = GateReader.Read("tasks: [{task: 'squad:/x.json'}]\nconditions: [{betterBy: 0.1}]");
        var verdict = GateJudge.Judge(gate, Result with { Comparisons = [] }, "new", null);
        Assert.False(verdict.Passed);
        Assert.Contains("baseline", verdict.Conditions[0].Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Condition_OfATaskThatWasNotEvaluated_NamesThoseThatWere()
    {
        var gate = GateReader.Read("tasks: [{task: 'squad:/x.json'}]\nconditions: [{task: xquad, atLeast: 0}]");
        Assert.Equal("this task was not evaluated, only faq, ppl", GateJudge.Judge(gate, Result, "new", "base").Conditions.Single().Found);
    }

    [Fact]
    public void Contamination_WhereNobodyCouldLook_Fails()
    {
        var gate = GateReader.Read("tasks: [{task: 'squad:/x.json'}]\nconditions: [{contamination: 0}]");
        Assert.False(GateJudge.Judge(gate, Result with { Contamination = [] }, "new", "base").Passed);
    }

    [Theory]
    [InlineData("conditions: [{betterBy: 1}]", "tasks")]
    [InlineData("tasks: [{task: robustness}]", "conditions")]
    [InlineData("tasks: [{task: robustness}]\nconditions: [{betterBy: 1, atLeast: 1}]", "just one")]
    [InlineData("tasks: [{task: robustness}]\nconditions: [{atLeast: 1, significance: 0.1}]", "significance")]
    [InlineData("tasks: [{task: robustness}, {task: 'x:/y'}]\nconditions: [{atLeast: 1}]", "several")]
    [InlineData("tasks: [{task: robustness}]\nconditions: [{better: 1}]", "better")]
    [InlineData("tasks: [{task: robustness}]\nconditions: [{betterBy: -5}]", "negative")]
    [InlineData("tasks: [{task: robustness}]\nconditions: [{betterBy: .nan}]", "negative")]
    public void Gate_ThatIsWrong_IsRefusedWithTheReason(string yaml, string reason)
    {
        var error = Assert.Throws<Kernel.ProblemException>(() => GateReader.Read(yaml));
        Assert.Equal("gate.unreadable", error.Problem.Code);
        Assert.Contains(reason, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Request_OfRelativePaths_StartsFromTheGatesFolder()
    {
        var gate = GateReader.Read("tasks: [{task: 'squad:data/x.json', limit: 5}, {task: 'dataset:faq'}]\nconditions: [{task: faq, atLeast: 0}]");
        var request = GateReader.ToRequest(gate, "/srv/gates", ["a"], "n");
        Assert.Equal(["squad:/srv/gates/data/x.json", "dataset:faq"], request.Tasks.Select(t => t.Spec));
        Assert.Equal(5, request.Tasks[0].Limit);
    }

    private static TaskScores Scores(string task, string model, string metric, double value, bool lower = false) => new()
    {
        Task = task,
        Model = model,
        Kind = "generation",
        Items = 100,
        Failed = 0,
        Excluded = 0,
        Shots = 0,
        FewerShots = 0,
        Primary = metric,
        Cached = 0,
        Seconds = 1,
        Scores = [new Score(metric, value, 0.02, null, null, 100, lower)],
    };
}
