using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Onebox.Models;

/// <summary>
/// e to the x for 16 numbers in float32, within two units in the last place: x = n ln 2 + r with n whole, a polynomial for r (Cephes' expf), and n
/// added to the exponent. The framework's own computes in float64 and is not inlined, which made it the dearest thing in a softmax.
/// </summary>
internal static class Exponential
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x)
    {
        // Below, the result is no normal number any more: 0 serves as well. Above 88.3 nobody calls.
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-87.3f)), Vector512.Create(88.3f));
        var shifter = Vector512.Create(12_582_912f); // 1.5 · 2^23: adding it rounds to a whole number
        var shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.44269504f), shifter);
        var n = shifted - shifter;
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var p = Vector512.FusedMultiplyAdd(r, Vector512.Create(1.9875691500e-4f), Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r * r, r + Vector512<float>.One);
        return (p.AsInt32() + Vector512.ShiftLeft(shifted.AsInt32(), 23)).AsSingle();
    }
}
