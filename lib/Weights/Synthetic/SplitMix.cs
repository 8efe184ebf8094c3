using System.Text;

namespace Onebox.Weights;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): fast, and the same on every machine. Each tensor has its own sequence
/// from the seed and its name, so a tensor's weights do not depend on which others are written.
/// </summary>
internal struct SplitMix
{
    private ulong _state;

    public SplitMix(ulong seed, string name)
    {
        // FNV-1a folds the name into the seed.
        var hash = 14695981039346656037UL ^ seed;
        foreach (var letter in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ letter) * 1099511628211UL;
        _state = hash;
    }

    /// <summary>Fills with numbers spread evenly over ±<paramref name="bound"/>.</summary>
    public void Fill(Span<float> numbers, float bound)
    {
        var scale = bound / int.MaxValue;
        var i = 0;
        for (; i + 1 < numbers.Length; i += 2)
        {
            var bits = Next();
            numbers[i] = (int)bits * scale;
            numbers[i + 1] = (int)(bits >> 32) * scale;
        }
        if (i < numbers.Length)
            numbers[i] = (int)Next() * scale;
    }

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
