using System.Runtime.InteropServices;

namespace Onebox.Models;

/// <summary>A loss over some targets.</summary>
/// <param name="Sum">Sum of the negative log-likelihoods, in nats.</param>
/// <param name="Targets">How many targets there were.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LossSum(double Sum, long Targets)
{
    /// <summary>Nats a target; not a number without any.</summary>
    public double Mean => Sum / Targets;

    public static LossSum operator +(LossSum a, LossSum b) => new(a.Sum + b.Sum, a.Targets + b.Targets);

    public static LossSum Add(LossSum left, LossSum right) => left + right;
}
