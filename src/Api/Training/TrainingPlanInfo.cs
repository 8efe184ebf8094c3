using Onebox.Api.Models;

namespace Onebox.Api.Training;

/// <summary>What would come of a request, before it is started: what the wizard shows beside its form.</summary>
public sealed record TrainingPlanInfo
{
    /// <summary>Every setting with its value and what it means.</summary>
    public required IReadOnlyList<TrainingField> Fields { get; init; }

    /// <summary>The whole recipe.</summary>
    public required string Recipe { get; init; }

    /// <summary>The command that starts the same run.</summary>
    public required string Command { get; init; }

    /// <summary>What it needs and whether that is free; null while the request has errors that prevent it, or where the base's shape is unknown.</summary>
    public FitReport? Fit { get; init; }

    /// <summary>All errors by field; empty when it can be started.</summary>
    public required IReadOnlyDictionary<string, string[]> Errors { get; init; }
}

/// <summary>A setting of a run.</summary>
/// <param name="Key">As in <c>--set KEY=VALUE</c> and in a recipe.</param>
/// <param name="Group">Under which heading a form shows it: <c>length</c>, <c>learning</c>, <c>adapter</c>, <c>batches</c>, <c>memory</c>, <c>watching</c>, <c>preferences</c>.</param>
/// <param name="Label">For people.</param>
/// <param name="Explanation">What it does, and when to change it.</param>
/// <param name="Value">In effect.</param>
/// <param name="Default">What the box would choose for this base and method.</param>
/// <param name="Kind"><c>number</c>, <c>integer</c>, <c>boolean</c>, <c>choice</c>, <c>text</c>.</param>
/// <param name="Advanced">True: most runs leave it alone.</param>
public sealed record TrainingField(
    string Key,
    string Group,
    string Label,
    string Explanation,
    string Value,
    string Default,
    string Kind,
    bool Advanced = false,
    IReadOnlyList<string>? Choices = null);
