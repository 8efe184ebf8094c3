using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>Cross-entropy of logits, whose place its gradient takes.</summary>
internal static unsafe class LossKernel
{
    /// <summary>The log-probability of each row's target; then, if weights are given, logits become weight · (softmax − one-hot).</summary>
    /// <param name="logits">[rows, vocabulary], changed when <paramref name="weights"/> are given.</param>
    /// <param name="targets">[rows] Numbers in the vocabulary.</param>
    /// <param name="weights">[rows] By what the loss of each row is multiplied; null for no gradient.</param>
    /// <param name="logProbabilities">[rows] Written.</param>
    public static void Run<E>(void* logits, ReadOnlyMemory<int> targets, ReadOnlyMemory<float>? weights, Memory<float> logProbabilities, int vocabulary)
        where E : struct, IElements =>
        Rows.Share(targets.Length, vocabulary, (from, to, _) =>
        {
            for (var row = from; row < to; row++)
            {
                var line = (byte*)logits + ((nint)row * vocabulary * E.Size);
                var target = targets.Span[row];
                var (most, sum) = Softmax<E>(line, vocabulary);
                logProbabilities.Span[row] = E.Get(line, target) - most - MathF.Log(sum);
                if (weights is { } given) Differentiate<E>(line, most, given.Span[row], sum, target, vocabulary);
            }
        });

    private static (float Most, float Sum) Softmax<E>(void* line, int width)
        where E : struct, IElements
    {
        var highest = Vector512.Create(float.NegativeInfinity);
        nint i = 0;
        for (; i <= width - 16; i += 16) highest = Vector512.Max(highest, E.Load(line, i));
        var most = float.NegativeInfinity;
        for (var j = 0; j < 16; j++) most = MathF.Max(most, highest[j]);
        for (; i < width; i++) most = MathF.Max(most, E.Get(line, i));
        var shift = Vector512.Create(most);
        var sums = Vector512<float>.Zero;
        for (i = 0; i <= width - 16; i += 16) sums += Exponential.Of(E.Load(line, i) - shift);
        var sum = Vector512.Sum(sums);
        for (; i < width; i++) sum += MathF.Exp(E.Get(line, i) - most);
        return (most, sum);
    }

    private static void Differentiate<E>(void* line, float most, float weight, float sum, int target, int width)
        where E : struct, IElements
    {
        var shift = Vector512.Create(most);
        var factor = weight / sum;
        var pulled = (MathF.Exp(E.Get(line, target) - most) * factor) - weight;
        nint i = 0;
        for (; i <= width - 16; i += 16) E.Store(line, i, Exponential.Of(E.Load(line, i) - shift) * factor);
        for (; i < width; i++) E.Set(line, i, MathF.Exp(E.Get(line, i) - most) * factor);
        E.Set(line, target, pulled);
    }
}
