using System.Globalization;
using Onebox.Catalog.Sizing;
using Onebox.Kernel;

namespace Onebox.Catalog.Advice;

/// <summary>
/// What memory bandwidth allows. Each step of a batch reads every weight that it uses once, and each sequence's keys and values; decoding is
/// bound by that (Pope et al. 2022, "Efficiently Scaling Transformer Inference", section 2).
/// </summary>
internal static class DecodeSpeed
{
    /// <summary>The share of the maker's peak that we count on. Our own choice, on the safe side.</summary>
    public const double Reached = 0.6;

    /// <summary>Bytes that one step of <paramref name="sequences"/> reads: of a mixture only the experts that some token of the batch passes.</summary>
    public static double BytesPerStep(SizedModel model, int sequences, long keyValueBytesPerSequence) => WeightsRead(model, sequences) + ((double)sequences * keyValueBytesPerSequence);

    /// <summary>Tokens a second for each sequence on devices with <paramref name="bandwidth"/> bytes a second together.</summary>
    public static double TokensPerSecond(double bytesPerStep, double bandwidth) => bandwidth * Reached / bytesPerStep;

    public static string Line(SizedModel model, int sequences, long keyValueBytesPerSequence) => string.Create(
        CultureInfo.InvariantCulture,
        $"a step for {sequences} at once reads {Sizes.Text(WeightsRead(model, sequences))} of weights and {sequences} × {Sizes.Text(keyValueBytesPerSequence)} of keys and values; tokens a second for each = bandwidth × {Reached} / {Sizes.Text(BytesPerStep(model, sequences, keyValueBytesPerSequence))}");

    private static double WeightsRead(SizedModel model, int sequences)
    {
        if (model.Facts.Experts is not { Used: { } used } experts || model is not { Parameters: > 0 and { } all, ActiveParameters: > 0 and { } active } || active >= all) return model.WeightsBytes;
        // Of the experts, the share that at least one of the sequences is sent to, when routes are spread evenly.
        var idle = (double)(all - active) / all;
        var share = (double)used / experts.Count;
        var expertBytes = model.WeightsBytes * idle / (1 - share);
        return model.WeightsBytes - expertBytes + (expertBytes * (1 - Math.Pow(1 - share, sequences)));
    }
}
