using System.Runtime.InteropServices;
using System.Text;

namespace Onebox.Evaluation.Scoring;

/// <summary>How likely a model finds a text after a prompt.</summary>
/// <param name="LogProbability">The sum over its tokens, natural logarithm.</param>
/// <param name="Tokens">How many tokens were summed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Likelihood(double LogProbability, int Tokens);

/// <summary>
/// Multiple choice by log-likelihood, as in lm-evaluation-harness (Gao et al. 2021): the likeliest choice is the answer, plainly (<c>acc</c>) or per
/// character (<c>acc_norm</c>, which its documentation calls byte-length normalised and its code divides by <c>len</c>), per UTF-8 byte
/// (<c>acc_bytes</c>) or per token (<c>acc_tokens</c>). Among equals the first wins.
/// </summary>
internal static class ChoiceScore
{
    public const string Plain = "acc", Characters = "acc_norm", Bytes = "acc_bytes", Tokens = "acc_tokens", TrueMass = "mc2";

    /// <param name="choices">As they stand in the data, without the space before them.</param>
    /// <param name="right">The indices that count as right.</param>
    public static Dictionary<string, double> Score(IReadOnlyList<string> choices, IReadOnlyList<Likelihood> likelihoods, IReadOnlyList<int> right) => new(StringComparer.Ordinal)
    {
        [Plain] = Right(Pick(likelihoods, static _ => 1), right),
        [Characters] = Right(Pick(likelihoods, i => CharactersOf(choices[i])), right),
        [Bytes] = Right(Pick(likelihoods, i => Encoding.UTF8.GetByteCount(choices[i])), right),
        [Tokens] = Right(Pick(likelihoods, i => likelihoods[i].Tokens), right),
    };

    /// <summary>TruthfulQA's mc2 (Lin et al. 2022): the share of the probability of all choices that the true ones have.</summary>
    public static double Mass(IReadOnlyList<Likelihood> likelihoods, IReadOnlyList<int> right)
    {
        // Relative to the largest, so that none underflows; the share is the same.
        var largest = likelihoods.Max(l => l.LogProbability);
        double all = 0, mine = 0;
        for (var i = 0; i < likelihoods.Count; i++)
        {
            var p = Math.Exp(likelihoods[i].LogProbability - largest);
            all += p;
            if (right.Contains(i)) mine += p;
        }

        return mine / all;
    }

    /// <summary>The index of the likeliest choice, each divided by its length.</summary>
    public static int Pick(IReadOnlyList<Likelihood> likelihoods, Func<int, double> length)
    {
        var best = 0;
        var bestValue = double.NegativeInfinity;
        for (var i = 0; i < likelihoods.Count; i++)
        {
            var value = likelihoods[i].LogProbability / Math.Max(1, length(i));
            if (value > bestValue) (best, bestValue) = (i, value);
        }

        return best;
    }

    // Python counts code points.
    private static int CharactersOf(string text) => text.Length - text.Count(char.IsLowSurrogate);

    private static double Right(int picked, IReadOnlyList<int> right) => right.Contains(picked) ? 1 : 0;
}
