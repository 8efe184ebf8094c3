namespace Onebox.Vectors.Search;

internal static class RerankPlan
{
    /// <summary>How many of the nearest estimates hold the true k nearest: fewer bits, more of them. Measured, see bench/Vectors.</summary>
    public static int Count(int bits, int k) => bits switch
    {
        8 => k + k / 2 + 4,
        4 => 2 * k + 8,
        3 => 4 * k + 16,
        2 => 10 * k + 32,
        _ => 30 * k + 64,
    };
}
