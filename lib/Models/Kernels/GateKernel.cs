using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>SwiGLU (Shazeer, 2020): silu(gate) · up, where gate and up lie side by side in a row.</summary>
internal static unsafe class GateKernel
{
    /// <param name="gateUp">[rows, 2 width] Gate, then up.</param>
    /// <param name="product">[rows, width].</param>
    public static void Forward<E>(void* gateUp, void* product, int rows, int width)
        where E : struct, IElements =>
        Rows.Share(rows, 2L * width, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
            {
                var gate = (byte*)gateUp + (row * 2 * width * E.Size);
                var target = (byte*)product + (row * width * E.Size);
                nint i = 0;
                for (; i <= width - 16; i += 16)
                {
                    var g = E.Load(gate, i);
                    E.Store(target, i, g * Sigmoid(g) * E.Load(gate, i + width));
                }
                for (; i < width; i++)
                {
                    var g = E.Get(gate, i);
                    E.Set(target, i, g / (1 + MathF.Exp(-g)) * E.Get(gate, i + width));
                }
            }
        });

    /// <summary>Gradients of gate and up; and the product once more, which the next matrix's gradient needs and nobody kept.</summary>
    /// <param name="gradient">[rows, width] Of the product.</param>
    /// <param name="gateUpGradient">[rows, 2 width].</param>
    public static void Backward<E>(void* gateUp, void* gradient, void* gateUpGradient, void* product, int rows, int width)
        where E : struct, IElements =>
        Rows.Share(rows, 4L * width, (from, to, _) =>
        {
            for (nint row = from; row < to; row++)
            {
                var gate = (byte*)gateUp + (row * 2 * width * E.Size);
                var incoming = (byte*)gradient + (row * width * E.Size);
                var outgoing = (byte*)gateUpGradient + (row * 2 * width * E.Size);
                var target = (byte*)product + (row * width * E.Size);
                nint i = 0;
                for (; i <= width - 16; i += 16)
                {
                    var g = E.Load(gate, i);
                    var up = E.Load(gate, i + width);
                    var d = E.Load(incoming, i);
                    var sigmoid = Sigmoid(g);
                    var silu = g * sigmoid;
                    E.Store(target, i, silu * up);
                    E.Store(outgoing, i + width, d * silu);
                    E.Store(outgoing, i, d * up * (sigmoid + (silu * (Vector512<float>.One - sigmoid))));
                }
                for (; i < width; i++)
                {
                    float g = E.Get(gate, i), up = E.Get(gate, i + width), d = E.Get(incoming, i);
                    float sigmoid = 1 / (1 + MathF.Exp(-g)), silu = g * sigmoid;
                    E.Set(target, i, silu * up);
                    E.Set(outgoing, i + width, d * silu);
                    E.Set(outgoing, i, d * up * (sigmoid + (silu * (1 - sigmoid))));
                }
            }
        });

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sigmoid(Vector512<float> x) => Vector512<float>.One / (Vector512<float>.One + Exponential.Of(-x));
}
