using System.Text;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models;

/// <summary>
/// Weights to begin training from, the same for the same seed on every machine: matrices near normal with standard deviation √(2 / 5d)
/// (Nguyen and Salazar, 2019), those that write into the residual stream divided by √(2 · layers) (GPT-2), norms one, biases zero.
/// </summary>
internal sealed unsafe class RandomWeights(ModelShape shape, ulong seed) : WeightSource
{
    public override void Fill(string name, Tensor target)
    {
        if (target.dim() == 1)
        {
            target.fill_(name.EndsWith("bias", StringComparison.Ordinal) ? 0 : 1);
            return;
        }
        var deviation = Math.Sqrt(2 / (5.0 * shape.Hidden));
        if (name.EndsWith(WeightNames.AttentionOutput, StringComparison.Ordinal) || name.EndsWith(WeightNames.Down, StringComparison.Ordinal)) deviation /= Math.Sqrt(2.0 * shape.Layers);
        var (rows, columns) = ((int)target.shape[0], (int)target.shape[1]);
        var values = (float*)Panel.PointerOf(target);
        var start = Fold(name, seed);
        Rows.Share(rows, columns, (from, to, _) =>
        {
            for (nint row = from; row < to; row++) FillRow(values + (row * columns), columns, Mix(start ^ Mix((ulong)row)), (float)deviation);
        });
    }

    /// <summary>The sum of four uniform numbers is normal enough (excess kurtosis -0.3) and needs one draw of 64 bits.</summary>
    private static void FillRow(float* row, int columns, ulong state, float deviation)
    {
        // Each of four 16-bit numbers has variance (2^32 - 1) / 12.
        var scale = (float)(deviation / Math.Sqrt(4 * (Math.Pow(2, 32) - 1) / 12));
        for (var i = 0; i < columns; i++)
        {
            var bits = Mix(state += 0x9E3779B97F4A7C15UL);
            var sum = (long)(bits & 0xFFFF) + (long)((bits >> 16) & 0xFFFF) + (long)((bits >> 32) & 0xFFFF) + (long)(bits >> 48);
            row[i] = (sum - (2 * 65_535)) * scale;
        }
    }

    // FNV-1a of the name, so that a weight does not depend on which others there are.
    internal static ulong Fold(string name, ulong seed) => Encoding.UTF8.GetBytes(name).Aggregate(14695981039346656037UL ^ Mix(seed), (hash, letter) => (hash ^ letter) * 1099511628211UL);

    /// <summary>SplitMix64's finalizer.</summary>
    internal static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
