using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>RMSNorm (Zhang and Sennrich, 2019), with the addition to the residual stream that comes before it.</summary>
internal static unsafe class NormKernel
{
    /// <summary>sum = stream + delta; normed = sum · rsqrt(mean(sum²) + ε) · weight.</summary>
    /// <param name="stream">[rows, width] float32.</param>
    /// <param name="delta">[rows, width]; null adds nothing, and then <paramref name="sum"/> is not written.</param>
    /// <param name="sum">[rows, width] float32; may be <paramref name="stream"/>.</param>
    /// <param name="normed">[rows, width].</param>
    /// <param name="scales">[rows] What each row was multiplied by.</param>
    public static void Forward<E>(float* stream, void* delta, float* sum, float* weight, float epsilon, void* normed, float* scales, int rows, int width)
        where E : struct, IElements =>
        Rows.Share(rows, width, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
            {
                var x = stream + (row * width);
                if (delta is not null)
                {
                    Add<E>(x, (byte*)delta + (row * width * E.Size), sum + (row * width), width);
                    x = sum + (row * width);
                }
                var scale = 1 / MathF.Sqrt((Dot(x, x, width) / width) + epsilon);
                scales[row] = scale;
                Scale<E>(x, weight, scale, (byte*)normed + (row * width * E.Size), width);
            }
        });

    /// <summary>
    /// Adds to the stream's gradient what comes through the norm: with x̂ = x·s and h = g·w, dx = s (h − x̂ · mean(h·x̂)). Also
    /// writes the sum in the compute type, and adds to the weight's gradient Σ g·x̂.
    /// </summary>
    /// <param name="gradient">[rows, width] Of the norm's output.</param>
    /// <param name="input">[rows, width] float32, the norm's input.</param>
    /// <param name="scales">[rows] As the forward pass wrote them.</param>
    /// <param name="stream">[rows, width] float32, added to.</param>
    /// <param name="copy">[rows, width] The same afterwards, in the compute type.</param>
    /// <param name="weightGradient">[width] float32, added to; null when nobody wants it.</param>
    public static void Backward<E>(void* gradient, float* input, float* scales, float* weight, float* stream, void* copy, float* weightGradient, int rows, int width)
        where E : struct, IElements
    {
        var shares = Rows.SharesOf(rows, width);
        var partial = weightGradient is null ? null : new float[shares * width];
        Rows.Share(rows, width, (from, to, share) =>
        {
            fixed (float* sums = partial)
            {
                var own = sums is null ? null : sums + (share * width);
                for (nint row = from; row < to; row++)
                {
                    var at = row * width;
                    BackwardRow<E>((byte*)gradient + (at * E.Size), input + at, scales[row], weight, stream + at, (byte*)copy + (at * E.Size), own, width);
                }
            }
        });
        if (partial is null) return;
        for (var share = 0; share < shares; share++)
        {
            for (var i = 0; i < width; i++) weightGradient[i] += partial[(share * width) + i];
        }
    }

    private static void BackwardRow<E>(void* g, float* x, float scale, float* weight, float* stream, void* copy, float* sums, int width)
        where E : struct, IElements
    {
        var dots = Vector512<float>.Zero;
        nint i = 0;
        for (; i <= width - 16; i += 16) dots += E.Load(g, i) * Vector512.Load(weight + i) * Vector512.Load(x + i);
        var dot = Vector512.Sum(dots);
        for (; i < width; i++) dot += E.Get(g, i) * weight[i] * x[i];
        // mean(h·x̂)·x̂·s = (Σ h·x) s³/width · x
        var pull = dot * scale * scale * scale / width;
        for (i = 0; i <= width - 16; i += 16)
        {
            var grad = E.Load(g, i);
            var value = Vector512.Load(x + i);
            var sum = Vector512.Load(stream + i) + (grad * Vector512.Load(weight + i) * scale) - (value * pull);
            sum.Store(stream + i);
            E.Store(copy, i, sum);
            if (sums is not null) (Vector512.Load(sums + i) + (grad * value * scale)).Store(sums + i);
        }
        for (; i < width; i++)
        {
            var grad = E.Get(g, i);
            stream[i] += (grad * weight[i] * scale) - (x[i] * pull);
            E.Set(copy, i, stream[i]);
            if (sums is not null) sums[i] += grad * x[i] * scale;
        }
    }

    public static void Add<E>(float* a, void* b, float* sum, int width)
        where E : struct, IElements
    {
        nint i = 0;
        for (; i <= width - 16; i += 16) (Vector512.Load(a + i) + E.Load(b, i)).Store(sum + i);
        for (; i < width; i++) sum[i] = a[i] + E.Get(b, i);
    }

    public static float Dot(float* a, float* b, int width)
    {
        var sums = Vector512<float>.Zero;
        nint i = 0;
        for (; i <= width - 16; i += 16) sums += Vector512.Load(a + i) * Vector512.Load(b + i);
        var sum = Vector512.Sum(sums);
        for (; i < width; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void Scale<E>(float* x, float* weight, float scale, void* normed, int width)
        where E : struct, IElements
    {
        nint i = 0;
        for (; i <= width - 16; i += 16) E.Store(normed, i, Vector512.Load(x + i) * scale * Vector512.Load(weight + i));
        for (; i < width; i++) E.Set(normed, i, x[i] * scale * weight[i]);
    }
}
