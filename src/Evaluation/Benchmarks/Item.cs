namespace Onebox.Evaluation.Benchmarks;

/// <summary>One question of a benchmark.</summary>
internal sealed record Item
{
    /// <summary>Stays the same from run to run: by it two models are compared.</summary>
    public required string Id { get; init; }

    /// <summary>What the model reads, without examples before it. With <see cref="Turns"/> it is the last turn's text.</summary>
    public required string Prompt { get; init; }

    /// <summary>For people.</summary>
    public required string Question { get; init; }

    /// <summary>What is looked for in training data: the question with its answer.</summary>
    public string Overlap => $"{Question} {Target}";

    /// <summary>The right answer, as an example before another question shows it.</summary>
    public string Target { get; init; } = "";

    /// <summary>Stands before everything, examples included.</summary>
    public string Preamble { get; init; } = "";

    /// <summary>Multiple choice: what can be chosen.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The choices that are right.</summary>
    public IReadOnlyList<int> Right { get; init; } = [];

    /// <summary>Generation: the answers that count.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>A conversation to be answered; null where the prompt is plain.</summary>
    public IReadOnlyList<Turn>? Turns { get; init; }

    /// <summary>Part of the benchmark with a figure of its own, such as a subject; examples come from the same part.</summary>
    public string? Group { get; init; }

    /// <summary>What the answer of this very item has to hold, for robustness.</summary>
    public AnswerCheck? Check { get; init; }
}

/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
internal sealed record Turn(string Role, string Text);
