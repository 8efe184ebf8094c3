using Onebox.Api.Tasks;

namespace Onebox.Api.Evaluation;

/// <summary>What to ask. Just one of <paramref name="Spec"/> and <paramref name="Yaml"/>.</summary>
/// <param name="Spec"><c>mmlu:PATH</c>, <c>gsm8k:PATH</c>, <c>squad:PATH</c>… (an absolute path on the box), <c>dataset:NAME</c> or <c>robustness</c>.</param>
/// <param name="Yaml">A task of one's own (docs/formats/evaluation-task.md).</param>
/// <param name="Folder">What relative paths in <paramref name="Yaml"/> start from; absolute.</param>
/// <param name="Limit">So many items, the first ones of each group; null for all.</param>
/// <param name="Shots">Examples before each question; null for the task's own number.</param>
/// <param name="Seed">Draws the examples; null for the task's own.</param>
/// <param name="Chat">Ask tasks that generate by chat completions, in the model's own template; null for the task's own way.</param>
public sealed record EvaluationTask(string? Spec = null, string? Yaml = null, string? Folder = null, int? Limit = null, int? Shots = null, ulong? Seed = null, bool? Chat = null);

/// <summary><c>POST /api/evaluations</c>: answers 202 with the task that does it.</summary>
/// <param name="Models">Routes, deployments or models; the first is what the others are compared with.</param>
/// <param name="Against">A dataset that the items are looked for in; null: the data that the models were trained on, where that is known.</param>
/// <param name="ExcludeContaminated">Leave out of the scores what was found there.</param>
/// <param name="Seed">Of the bootstrap.</param>
public sealed record EvaluationRequest(
    IReadOnlyList<EvaluationTask> Tasks,
    IReadOnlyList<string> Models,
    string? Name = null,
    string? Against = null,
    bool ExcludeContaminated = false,
    ulong Seed = 1234);

/// <summary>A run over tasks and models; its results when it has ended.</summary>
public sealed record EvaluationInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>How its task stands.</summary>
    public required TaskState State { get; init; }
    public required string TaskId { get; init; }
    public TaskProgress? Progress { get; init; }
    public TaskFailure? Failure { get; init; }
    public required string StartedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public required EvaluationRequest Request { get; init; }

    /// <summary>Null until it has succeeded.</summary>
    public EvaluationResult? Result { get; init; }
}

/// <param name="Scores">For each task and model.</param>
/// <param name="Comparisons">For each task the first model with every other.</param>
/// <param name="Contamination">For each task; empty where there was nothing to look in.</param>
/// <param name="Judged">For each task with a judge and each model but the first; null where no task has one.</param>
public sealed record EvaluationResult(
    IReadOnlyList<EvaluatedModel> Models,
    IReadOnlyList<TaskScores> Scores,
    IReadOnlyList<TaskComparison> Comparisons,
    IReadOnlyList<TaskContamination> Contamination,
    IReadOnlyList<JudgeSummary>? Judged = null);

/// <summary>What a judge made of two models' answers, each pair asked in both orders; the counts add up to <paramref name="Items"/>.</summary>
/// <param name="Wins">The candidate's answer was found better in both orders.</param>
/// <param name="Ties">A tie in at least one order, and no contradiction.</param>
/// <param name="Same">Both answers are the same text: the judge was not asked.</param>
/// <param name="FirstPlace">The order decided: whichever stood first won both times.</param>
/// <param name="SecondPlace">The order decided: whichever stood second won both times.</param>
/// <param name="Unclear">An answer of the judge names no verdict.</param>
/// <param name="NotAsked">The judge could not be asked.</param>
/// <param name="WinRate">Wins count 1, losses 0, all others 0.5; above 0.5 the candidate leads.</param>
/// <param name="Low">Of the 95 % confidence interval.</param>
/// <param name="PositionBiasPValue">Two-sided sign test of <paramref name="FirstPlace"/> against <paramref name="SecondPlace"/>; null where the order decided nothing.</param>
/// <param name="PositionBias">The p-value is at most 0.05: the judge looks at the place.</param>
public sealed record JudgeSummary(
    string Task,
    string Judge,
    string Base,
    string Candidate,
    int Items,
    int Wins,
    int Losses,
    int Ties,
    int Same,
    int FirstPlace,
    int SecondPlace,
    int Unclear,
    int NotAsked,
    double WinRate,
    double? StandardError,
    double? Low,
    double? High,
    double? PositionBiasPValue,
    bool PositionBias);

/// <param name="Name">As it was asked for.</param>
/// <param name="Identity">Names what answered, by content: <c>sha256:…</c>; for an engine elsewhere its address, which may change what it serves.</param>
/// <param name="DeployedForIt">It was deployed for the run and taken down after.</param>
public sealed record EvaluatedModel(string Name, string Identity, string? ModelId = null, bool DeployedForIt = false);

/// <summary>How a model did on a task.</summary>
public sealed record TaskScores
{
    public required string Task { get; init; }
    public required string Model { get; init; }

    /// <summary><c>choice</c>, <c>generation</c> or <c>text</c>.</summary>
    public required string Kind { get; init; }
    public required int Items { get; init; }

    /// <summary>Items that could not be asked: they count as wrong, and the reason stands beside each.</summary>
    public required int Failed { get; init; }

    /// <summary>Left out because the training data has them.</summary>
    public required int Excluded { get; init; }
    public required int Shots { get; init; }

    /// <summary>Items for which there was only room for fewer examples.</summary>
    public required int FewerShots { get; init; }

    /// <summary>The metric that models are compared by.</summary>
    public required string Primary { get; init; }
    public required IReadOnlyList<Score> Scores { get; init; }

    /// <summary>The primary metric by group, such as MMLU's subjects; empty without groups.</summary>
    public IReadOnlyList<GroupScore> Groups { get; init; } = [];

    /// <summary>Items whose answers were known from an earlier run of the same model.</summary>
    public required int Cached { get; init; }
    public required double Seconds { get; init; }
}

/// <param name="StandardError">Null for one item alone.</param>
/// <param name="Low">Of the 95 % confidence interval.</param>
public sealed record Score(string Metric, double Value, double? StandardError, double? Low, double? High, int Count, bool LowerIsBetter = false);

public sealed record GroupScore(string Group, double Value, double? StandardError, int Count);

/// <summary>Two models on the same items of one task.</summary>
/// <param name="Difference">The candidate's mean minus the base's.</param>
/// <param name="Low">Of the 95 % interval of the paired bootstrap.</param>
/// <param name="PValue">Two-sided, of the paired bootstrap.</param>
/// <param name="McNemar">Only where every item is right or wrong.</param>
public sealed record TaskComparison(
    string Task,
    string Metric,
    string Base,
    string Candidate,
    int Items,
    double Difference,
    double StandardError,
    double Low,
    double High,
    double PValue,
    int Better,
    int Worse,
    bool LowerIsBetter,
    McNemarTest? McNemar = null);

/// <param name="Better">Items that only the candidate has right.</param>
/// <param name="Worse">Items that only the base has right.</param>
/// <param name="Method"><c>exact</c> or <c>chi-squared</c>.</param>
public sealed record McNemarTest(int Better, int Worse, string Method, double PValue);

/// <param name="Against">The datasets that were read.</param>
/// <param name="Found">Items that share words with them: an n-gram of 13 words, or of 8 for shorter items.</param>
public sealed record TaskContamination(string Task, IReadOnlyList<string> Against, int Items, int Found, double Share);

/// <summary>One item as one model answered it.</summary>
/// <param name="Contaminated">The share of its n-grams that the training data has; null where that was not looked for.</param>
/// <param name="Judged">What the judge made of it beside the first model's answer; null without a judge.</param>
public sealed record EvaluatedItem(
    string Task,
    string Model,
    string Id,
    string? Group,
    string Question,
    string Expected,
    string Answer,
    IReadOnlyDictionary<string, double> Scores,
    int Shots = 0,
    string? Error = null,
    double? Contaminated = null,
    string? Judged = null);

/// <summary>One item as two models answered it.</summary>
public sealed record ComparedItem(string Id, string? Group, string Question, string Expected, string BaseAnswer, double BaseScore, string CandidateAnswer, double CandidateScore, double? Contaminated = null, string? Judged = null);

/// <summary><c>GET /api/evaluations/{id}/compare</c>.</summary>
/// <param name="Items">Those that got better or worse, the most changed first.</param>
public sealed record ComparisonInfo(TaskComparison Comparison, IReadOnlyList<ComparedItem> Items, string? Next = null);

/// <summary><c>GET /api/evaluations/tasks</c>.</summary>
/// <param name="Spec">How it is asked for.</param>
public sealed record KnownTask(string Spec, string Kind, string Summary);
