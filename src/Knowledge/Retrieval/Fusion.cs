using System.Globalization;

namespace Onebox.Knowledge.Retrieval;

/// <summary>
/// How text and vector scores become one. Both are calibrated: a text score is the share of the best score that any text could get for the question, a vector score is the
/// cosine. Their sum is weighted by what was measured on this base's own questions; without any, the text dominates (see ADR 0157 for why).
/// </summary>
/// <param name="TextWeight">0: vectors alone.</param>
/// <param name="VectorWeight">0: text alone.</param>
/// <param name="LearnedFrom">How many questions the weights were measured on; 0: the default.</param>
internal sealed record Fusion(double TextWeight, double VectorWeight, int LearnedFrom = 0)
{
    /// <summary>So many words that tell something are a sentence.</summary>
    private const int Sentence = 8;

    /// <summary>A text with so much of the question has its words.</summary>
    private const double FoundByWords = 0.5;

    public static Fusion Default { get; } = new(1, 0.3);

    /// <summary>What is tried when weights are learned; text alone and vectors alone are among them, so that the best is never worse than the better half.</summary>
    public static IReadOnlyList<Fusion> Candidates { get; } =
        [new(1, 0), new(1, 0.05), new(1, 0.1), new(1, 0.15), new(1, 0.2), new(1, 0.3), new(1, 0.45), new(1, 0.7), new(1, 1), new(1, 1.5), new(1, 2.5), new(1, 5), new(0, 1)];

    /// <param name="vector">Null for a chunk whose text the encoder does not understand: its words alone count then, as "near nothing" would put it behind what is understood.</param>
    /// <param name="trust">More than 0 to 1: what the vector's weight is multiplied by.</param>
    /// <returns>0 to 1.</returns>
    public double Score(double text, double? vector, double trust = 1) => vector is { } near ? ((TextWeight * text) + (trust * VectorWeight * Math.Max(0, near))) / (TextWeight + (trust * VectorWeight)) : TextWeight > 0 ? text : 0;

    /// <summary>How far a question's vector is to be trusted: a few words are a name or a heading, whose words must stand there; a sentence says what is meant. Where the words are not found, what is near is all there is (ADR 0284).</summary>
    /// <param name="words">Without function words; 0 when they were not counted.</param>
    /// <param name="bestText">The best text score that the question has.</param>
    public static double Trust(int words, double bestText)
    {
        if (words is 0 or >= Sentence) return 1;
        var asName = Math.Pow((double)words / Sentence, 2);
        return 1 - ((1 - asName) * Math.Min(1, bestText / FoundByWords));
    }

    /// <summary>Best first; ties by chunk, so that answers repeat.</summary>
    public IEnumerable<(Candidate Candidate, double Score)> Rank(IEnumerable<Candidate> candidates) =>
        candidates.Select(c => (Candidate: c, Score: Score(c.Text, c.Vector, c.Trust))).OrderByDescending(c => c.Score).ThenBy(c => c.Candidate.Chunk);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TextWeight:0.##}:{VectorWeight:0.##}:{LearnedFrom}");

    public static Fusion Parse(string? text)
    {
        if (text?.Split(':') is [var t, var v, var n] && double.TryParse(t, CultureInfo.InvariantCulture, out var textWeight) && double.TryParse(v, CultureInfo.InvariantCulture, out var vectorWeight)
            && int.TryParse(n, CultureInfo.InvariantCulture, out var questions)) return new Fusion(textWeight, vectorWeight, questions);
        return Default;
    }
}
