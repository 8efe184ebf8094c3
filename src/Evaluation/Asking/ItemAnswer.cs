using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Scoring;

namespace Onebox.Evaluation.Asking;

/// <summary>What a model made of an item.</summary>
internal sealed record ItemAnswer(Item Item)
{
    /// <summary>Examples that stood before the question.</summary>
    public int Shots { get; init; }
    public IReadOnlyList<Likelihood> Likelihoods { get; init; } = [];
    public string Text { get; init; } = "";
    public TextLikelihood? Whole { get; init; }
    public bool Cached { get; init; }

    /// <summary>Why it could not be asked.</summary>
    public string? Error { get; init; }

    /// <summary>It is longer than the model's context: the model's limit, not a fault.</summary>
    public bool TooLong { get; init; }
}
