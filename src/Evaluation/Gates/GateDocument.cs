namespace Onebox.Evaluation.Gates;

/// <summary>A gate as it is written in YAML (docs/formats/gate.md); a field that is not known is refused.</summary>
internal sealed class GateDocument
{
    /// <summary>What the candidate is compared with; null: what the route serves, or for a new route the model that the candidate was trained from.</summary>
    public string? Baseline { get; set; }
    public List<GateTask>? Tasks { get; set; }

    /// <summary>A dataset that the items are looked for in; null: what the models were trained on.</summary>
    public string? Against { get; set; }
    public bool ExcludeContaminated { get; set; }
    public ulong Seed { get; set; } = 1234;
    public List<GateCondition>? Conditions { get; set; }
}

internal sealed class GateTask
{
    /// <summary>As <c>--task</c>: <c>squad:PATH</c>, <c>dataset:NAME</c>, <c>robustness</c>, or a task's YAML file, relative to the gate.</summary>
    public string? Task { get; set; }
    public int? Limit { get; set; }
    public int? Shots { get; set; }
}

/// <summary>One condition: just one of the demands.</summary>
internal sealed class GateCondition
{
    /// <summary>The task's name; null where only one is evaluated.</summary>
    public string? Task { get; set; }

    /// <summary>Null: the task's primary one.</summary>
    public string? Metric { get; set; }

    /// <summary>The candidate must be better than the baseline by at least this.</summary>
    public double? BetterBy { get; set; }

    /// <summary>With <see cref="BetterBy"/>: the paired test's p-value must be at most this.</summary>
    public double? Significance { get; set; }

    /// <summary>The candidate must not be worse than the baseline by more than this.</summary>
    public double? WorseByAtMost { get; set; }
    public double? AtLeast { get; set; }
    public double? AtMost { get; set; }

    /// <summary>The largest share of items that the training data may have; 0 for none.</summary>
    public double? Contamination { get; set; }

    /// <summary>True: the candidate is what was recorded: its files, and of what it was made.</summary>
    public bool? Integrity { get; set; }

    /// <summary>True: it may be used: the licences it rests on, and the data it was trained on.</summary>
    public bool? Permits { get; set; }

    /// <summary>It is about figures of the evaluation.</summary>
    public bool NeedsFigures => Integrity is null && Permits is null;
}
