namespace Onebox.Evaluation.Judging;

internal enum JudgedOutcome
{
    /// <summary>The candidate's answer was found better in both orders.</summary>
    Better,

    /// <summary>The first model's answer was found better in both orders.</summary>
    Worse,

    /// <summary>A tie in at least one order, and no contradiction.</summary>
    Tie,

    /// <summary>Both answers are the same text: the judge was not asked.</summary>
    Same,

    /// <summary>What stood first was found better both times: the order decided.</summary>
    FirstPlace,

    /// <summary>What stood second was found better both times.</summary>
    SecondPlace,

    /// <summary>At least one of its two answers names no verdict.</summary>
    Unclear,

    /// <summary>The judge could not be asked: the pair is longer than its context, say.</summary>
    NotAsked,
}

/// <summary>What a judge made of two answers to one question, asked in both orders.</summary>
internal sealed record JudgedPair(JudgedOutcome Outcome, string? Error = null)
{
    /// <summary>1 for a better candidate, 0 for a worse one; 0.5 for all else, so that a judge that looks at the order favours nobody.</summary>
    public double Score => Outcome switch
    {
        JudgedOutcome.Better => 1,
        JudgedOutcome.Worse => 0,
        _ => 0.5,
    };

    /// <param name="first">The verdict with the first model's answer as A; null where there was none.</param>
    /// <param name="swapped">The verdict with the candidate's answer as A.</param>
    public static JudgedPair Of(char? first, char? swapped) => new((first, swapped) switch
    {
        (null, _) or (_, null) => JudgedOutcome.Unclear,
        ('B', 'A') => JudgedOutcome.Better,
        ('A', 'B') => JudgedOutcome.Worse,
        ('A', 'A') => JudgedOutcome.FirstPlace,
        ('B', 'B') => JudgedOutcome.SecondPlace,
        _ => JudgedOutcome.Tie,
    });

    public string Text => Outcome switch
    {
        JudgedOutcome.Better => "better in both orders",
        JudgedOutcome.Worse => "worse in both orders",
        JudgedOutcome.Tie => "a tie",
        JudgedOutcome.Same => "the same answer",
        JudgedOutcome.FirstPlace => "the order decided: whichever stood first",
        JudgedOutcome.SecondPlace => "the order decided: whichever stood second",
        JudgedOutcome.Unclear => "no verdict",
        _ => $"not judged: {Error}",
    };
}
