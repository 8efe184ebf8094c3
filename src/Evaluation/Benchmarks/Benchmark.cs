namespace Onebox.Evaluation.Benchmarks;

internal enum BenchmarkKind
{
    /// <summary>The likeliest of given choices is the answer.</summary>
    Choice,

    /// <summary>The model writes an answer, which is measured against references.</summary>
    Generation,

    /// <summary>How well the model predicts whole texts.</summary>
    Text,
}

/// <summary>
/// How items are asked and scored. On the command line it is a <c>--task</c>; here that word means something long under way.
/// </summary>
internal sealed record Benchmark
{
    public required string Name { get; init; }
    public required BenchmarkKind Kind { get; init; }

    /// <summary>Examples before each question; what fits the model's context is taken.</summary>
    public int Shots { get; init; }

    /// <summary>Take the first examples instead of drawing them.</summary>
    public bool FirstShots { get; init; }

    /// <summary>Draws the examples; lm-evaluation-harness's default number, though not its generator.</summary>
    public ulong Seed { get; init; } = 1234;

    /// <summary>Ask by chat completions, in the model's own template.</summary>
    public bool Chat { get; init; }
    public string? System { get; init; }
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>Of an answer. lm-evaluation-harness's default.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Generation: what is measured of each answer.</summary>
    public IReadOnlyList<IMeasure> Measures { get; init; } = [];

    /// <summary>Also TruthfulQA's mc2.</summary>
    public bool TrueMass { get; init; }

    /// <summary>The figure by which models are compared.</summary>
    public required string Primary { get; init; }

    /// <summary>A model that compares two models' answers.</summary>
    public JudgePlan? Judge { get; init; }

    /// <summary>All that changes an answer's score without changing the request.</summary>
    public bool LowerIsBetter => Kind == BenchmarkKind.Text;
}

/// <param name="Model">A route, a deployment or a model.</param>
internal sealed record JudgePlan(string Model);
