using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Onebox.Models.Loop;

/// <summary>One step's numbers.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Scale">By what gradients are multiplied: one over the trained tokens, times the clipping.</param>
/// <param name="Step">From 1: how often the moments will have been updated.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct UpdateNumbers(double Rate, double Scale, long Step);

/// <summary>
/// AdamW with decoupled decay (Loshchilov and Hutter 2019, arXiv:1711.05101), in one walk over memory: gradient, moments, value and its bfloat16 copy are read and written once.
/// Elements do not depend on each other and no products are fused with sums, so any number of threads and any vector width give the same bits.
/// </summary>
internal sealed unsafe class AdamW(TrainingSettings settings, int threads)
{
    /// <summary>Length of the gradient: squares are summed in double, block by block, and the blocks in their order.</summary>
    public double Norm(TrainedState state)
    {
        var blocks = state.Blocks;
        var sums = new double[blocks.Length];
        Team.Run(blocks.Length, threads, (i, _) =>
        {
            if (state.Parameters[blocks[i].Parameter].HasGradient) sums[i] = SumOfSquares(blocks[i].Gradient, blocks[i].Count);
        });
        var sum = 0.0;
        foreach (var part in sums) sum += part;
        return Math.Sqrt(sum);
    }

    /// <summary>Changes values, moments and copies. Parameters without a gradient stay as they are.</summary>
    public void Update(TrainedState state, UpdateNumbers numbers)
    {
        if (settings.Moments == TrainingPrecision.Bf16) Update<BrainMoments>(state, numbers);
        else Update<SingleMoments>(state, numbers);
    }

    private void Update<M>(TrainedState state, UpdateNumbers numbers)
        where M : struct, IMoments
    {
        var blocks = state.Blocks;
        var factors = Factors.Of(settings, numbers);
        Team.Run(blocks.Length, threads, (i, _) =>
        {
            if (state.Parameters[blocks[i].Parameter].HasGradient) Update<M>(blocks[i], factors);
        });
    }

    private static double SumOfSquares(float* gradient, int count)
    {
        var sum = Vector<double>.Zero;
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load(gradient + i), out var low, out var high);
            sum += low * low;
            sum += high * high;
        }
        var total = Vector.Sum(sum);
        for (; i < count; i++) total += (double)gradient[i] * gradient[i];
        return total;
    }

    private static void Update<M>(Block block, Factors f)
        where M : struct, IMoments
    {
        var decay = block.Decays ? f.Decay : 1f;
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= block.Count - (2 * width); i += 2 * width)
        {
            M.Load(block.Mean, i, out var lowMean, out var highMean);
            M.Load(block.Square, i, out var lowSquare, out var highSquare);
            var low = Lanes(block, i, ref lowMean, ref lowSquare, f, decay);
            var high = Lanes(block, i + width, ref highMean, ref highSquare, f, decay);
            M.Store(block.Mean, i, lowMean, highMean, f.Chance ^ 1, block.Place);
            M.Store(block.Square, i, lowSquare, highSquare, f.Chance ^ 2, block.Place);
            if (block.Copy is not null) Vector.Narrow(Brain(low), Brain(high)).Store(block.Copy + i);
        }
        for (; i < block.Count; i++)
        {
            var value = Scalar<M>(block, i, f, decay);
            if (block.Copy is not null) block.Copy[i] = Brain(value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Lanes(Block block, int at, ref Vector<float> mean, ref Vector<float> square, Factors f, float decay)
    {
        var gradient = Vector.Load(block.Gradient + at) * new Vector<float>(f.Scale);
        mean = (mean * new Vector<float>(f.Beta1)) + (gradient * new Vector<float>(f.Rest1));
        square = (square * new Vector<float>(f.Beta2)) + (gradient * gradient * new Vector<float>(f.Rest2));
        var value = (Vector.Load(block.Value + at) * new Vector<float>(decay)) - (mean * new Vector<float>(f.Rate) / ((Vector.SquareRoot(square) * new Vector<float>(f.RootCorrection)) + new Vector<float>(f.Epsilon)));
        value.Store(block.Value + at);
        return value;
    }

    private static float Scalar<M>(Block block, int at, Factors f, float decay)
        where M : struct, IMoments
    {
        var gradient = block.Gradient[at] * f.Scale;
        var mean = (M.Get(block.Mean, at) * f.Beta1) + (gradient * f.Rest1);
        var square = (M.Get(block.Square, at) * f.Beta2) + (gradient * gradient * f.Rest2);
        M.Set(block.Mean, at, mean, f.Chance ^ 1, block.Place);
        M.Set(block.Square, at, square, f.Chance ^ 2, block.Place);
        return block.Value[at] = (block.Value[at] * decay) - (mean * f.Rate / ((MathF.Sqrt(square) * f.RootCorrection) + f.Epsilon));
    }

    /// <summary>The upper half of a float32, rounded to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Brain(Vector<float> values)
    {
        var bits = Vector.AsVectorUInt32(values);
        return Vector.ShiftRightLogical(bits + new Vector<uint>(0x7FFF) + (Vector.ShiftRightLogical(bits, 16) & Vector<uint>.One), 16);
    }

    private static ushort Brain(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>What does not change within a step: m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) are folded into the rate and the root.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Factors(float Scale, float Beta1, float Rest1, float Beta2, float Rest2, float Rate, float RootCorrection, float Epsilon, float Decay, uint Chance)
    {
        public static Factors Of(TrainingSettings s, UpdateNumbers n) => new(
            (float)n.Scale,
            (float)s.Beta1,
            (float)(1 - s.Beta1),
            (float)s.Beta2,
            (float)(1 - s.Beta2),
            (float)(n.Rate / (1 - Math.Pow(s.Beta1, n.Step))),
            (float)(1 / Math.Sqrt(1 - Math.Pow(s.Beta2, n.Step))),
            (float)s.Epsilon,
            (float)(1 - (n.Rate * s.WeightDecay)),
            (uint)SplitMix64.From(s.Seed, 2L << 32, n.Step).Next());
    }
}
