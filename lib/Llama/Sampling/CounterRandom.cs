namespace Onebox.Llama;

/// <summary>
/// Random numbers by counter: draw n of a seed is a pure function of both, so a sequence that is preempted, recomputed or batched with others draws
/// the same numbers. The mixing is SplitMix64's (Steele, Lea, Flood, 2014), applied twice.
/// </summary>
internal static class CounterRandom
{
    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public static double Uniform(ulong seed, ulong counter) => (Mix(Mix(seed) + (counter * 0x9E3779B97F4A7C15)) >> 11) * (1.0 / (1UL << 53));

    public static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
