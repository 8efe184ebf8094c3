using System.Runtime.InteropServices;
using Onebox.Datasets.Checking;

namespace Onebox.Datasets.Preparing.Near;

/// <summary>
/// Keeps the first of rows that say nearly the same: MinHash signatures (Broder 1997, "On the resemblance and containment of documents"),
/// cut into bands whose equality makes two rows candidates (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4).
/// </summary>
internal sealed class NearDuplicatesStep(StepSettings settings) : IWholeStep
{
    /// <summary>Values in a signature: the standard error of the estimate is at most 1/√128/2 = 0.044.</summary>
    public const int Permutations = 128;

    private readonly double _threshold = settings.Number("threshold", 0.5, 1) ?? 0.8;
    private readonly int _words = settings.Whole("words", 1, 20) ?? 5;

    public int ScratchBytesPerRow => (Permutations * sizeof(uint)) + (Banding.For(_threshold).Bands * KeyedRows.BytesPerNote);

    public IWholePass Begin(string folder, DatasetsOptions options) => new NearPass(folder, options, new MinHash(_words), Banding.For(_threshold), _threshold);
}

/// <summary>
/// Two rows of resemblance s share a band of r values with s^r, and at least one of b bands with 1 − (1 − s^r)^b.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Banding(int Bands, int Rows)
{
    private const double Recall = 0.97;

    /// <summary>The longest bands (so the fewest candidates) that still find rows at the threshold itself with a chance of 0.97.</summary>
    public static Banding For(double threshold)
    {
        for (var rows = 32; rows > 1; rows--)
        {
            var bands = NearDuplicatesStep.Permutations / rows;
            if (1 - Math.Pow(1 - Math.Pow(threshold, rows), bands) >= Recall) return new Banding(bands, rows);
        }

        return new Banding(NearDuplicatesStep.Permutations, 1);
    }
}
