using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Onebox.Evaluation.Scoring;

/// <summary>How well a model predicts a text: what perplexities are made of.</summary>
/// <param name="LogProbability">Natural logarithm, summed over the tokens.</param>
/// <param name="Bytes">Of the text in UTF-8.</param>
/// <param name="Words">Pieces between runs of white space, an empty one at either end counted: as lm-evaluation-harness counts (<c>re.split(r"\s+", text)</c>).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly partial record struct TextLikelihood(double LogProbability, long Bytes, long Words)
{
    /// <summary>Bits a byte: independent of the tokenizer, so that models of different vocabularies compare. Lower is better.</summary>
    public double BitsPerByte => -LogProbability / (Bytes * Math.Log(2));

    public double BytePerplexity => Math.Exp(-LogProbability / Bytes);

    public double WordPerplexity => Math.Exp(-LogProbability / Words);

    /// <summary>Over several texts the sums are divided, not the ratios averaged, as lm-evaluation-harness's weighted perplexities do.</summary>
    public static TextLikelihood operator +(TextLikelihood a, TextLikelihood b) => new(a.LogProbability + b.LogProbability, a.Bytes + b.Bytes, a.Words + b.Words);

    public static long WordsOf(string text) => Space().Count(text) + 1;

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Space();
}
