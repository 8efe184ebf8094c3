using Onebox.Api.Deployments;

namespace Onebox.Api.Evaluation;

/// <summary><c>POST /api/promotions</c>: answers 202 with the task that evaluates, judges and moves the route.</summary>
/// <param name="Model">A model, a deployment or a route.</param>
/// <param name="Route">What is to lead to it; made when there is none.</param>
/// <param name="Gate">Conditions in YAML (docs/formats/gate.md); null: none.</param>
/// <param name="Folder">What relative paths in the gate start from; absolute.</param>
/// <param name="Evaluation">Use this evaluation's results instead of running the gate's.</param>
public sealed record PromoteRequest(string Model, string Route, string? Gate = null, string? Folder = null, string? Evaluation = null);

/// <summary>A route's move, or a refusal of one.</summary>
public sealed record PromotionInfo
{
    public required string Id { get; init; }

    /// <summary><c>promotion</c> or <c>rollback</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>evaluating</c>, <c>deploying</c>, <c>moved</c>, <c>refused</c> or <c>failed</c>.</summary>
    public required string State { get; init; }
    public required string Route { get; init; }
    public required string Model { get; init; }

    /// <summary>Where the route leads since.</summary>
    public IReadOnlyList<RouteTarget> Targets { get; init; } = [];

    /// <summary>Where a rollback leads: where the route led before; of a new route to what its model was held against or trained from, where that is deployed; else empty.</summary>
    public IReadOnlyList<RouteTarget> Previous { get; init; } = [];
    public string? EvaluationId { get; init; }
    public GateVerdict? Verdict { get; init; }
    public string? Failure { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }
    public string? TaskId { get; init; }
}

/// <param name="Baseline">What the candidate was compared with; null when nothing was.</param>
public sealed record GateVerdict(bool Passed, string? Baseline, IReadOnlyList<ConditionVerdict> Conditions);

/// <param name="Condition">As a sentence: <c>f1 on faq better than base by at least 0.02</c>.</param>
/// <param name="Found">What was measured, as a sentence.</param>
public sealed record ConditionVerdict(string Condition, bool Holds, string Found);
