namespace Onebox.Models;

/// <summary>The rotary frequencies of a shape. Formulas as in transformers' <c>modeling_rope_utils.py</c>.</summary>
internal static class RopeFrequencies
{
    /// <param name="length">Dynamic scaling: tokens of the longest text, at least the original context.</param>
    /// <returns>Radians a position for each pair of a head, and what cosines and sines are multiplied by.</returns>
    public static (double[] Frequencies, double Amplitude) Of(ModelShape shape, int length)
    {
        var plain = Plain(shape.RopeTheta, shape.HeadSize);
        return shape.RopeScaling switch
        {
            null => (plain, 1),
            { Kind: RopeScalingKind.Linear } scaling => (Array.ConvertAll(plain, f => f / scaling.Factor), 1),
            { Kind: RopeScalingKind.Dynamic } scaling => (Plain(DynamicBase(shape, scaling, length), shape.HeadSize), 1),
            { Kind: RopeScalingKind.Yarn } scaling => (Yarn(shape, scaling, plain), scaling.AttentionFactor ?? YarnAmplitude(scaling.Factor)),
            { } scaling => (Divide(plain, Llama3Factors(shape)), 1),
        };
    }

    public static double YarnAmplitude(double factor) => factor <= 1 ? 1 : (0.1 * Math.Log(factor)) + 1;

    /// <summary>What Llama 3.1's scaling divides each pair's frequency by.</summary>
    public static IReadOnlyList<float> Llama3Factors(ModelShape shape)
    {
        var scaling = shape.RopeScaling!;
        return scaling.FrequencyFactors ?? [.. Plain(shape.RopeTheta, shape.HeadSize).Select(frequency =>
        {
            var turns = scaling.OriginalContext * frequency / (2 * Math.PI);
            if (turns > scaling.HighFrequencyFactor) return 1f;
            if (turns < scaling.LowFrequencyFactor) return (float)scaling.Factor;
            var keep = (turns - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
            return (float)(1 / (((1 - keep) / scaling.Factor) + keep));
        })];
    }

    private static double[] Plain(double theta, int size) => [.. Enumerable.Range(0, size / 2).Select(i => Math.Pow(theta, -2.0 * i / size))];

    private static double[] Divide(double[] frequencies, IReadOnlyList<float> factors) => [.. frequencies.Select((f, i) => f / factors[i])];

    private static double DynamicBase(ModelShape shape, RopeScaling scaling, int length)
    {
        var stretch = (scaling.Factor * length / scaling.OriginalContext) - (scaling.Factor - 1);
        return shape.RopeTheta * Math.Pow(Math.Max(stretch, 1), shape.HeadSize / (shape.HeadSize - 2.0));
    }

    private static double[] Yarn(ModelShape shape, RopeScaling scaling, double[] plain)
    {
        // The pair that turns so often within the original context.
        double PairOf(double turns) => shape.HeadSize * Math.Log(scaling.OriginalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(shape.RopeTheta));
        var low = Math.Max(Math.Floor(PairOf(scaling.BetaFast)), 0);
        var high = Math.Min(Math.Ceiling(PairOf(scaling.BetaSlow)), shape.HeadSize - 1);
        return [.. plain.Select((frequency, i) =>
        {
            var divided = Math.Clamp((i - low) / Math.Max(high - low, 0.001), 0, 1);
            return (frequency / scaling.Factor * divided) + (frequency * (1 - divided));
        })];
    }
}
