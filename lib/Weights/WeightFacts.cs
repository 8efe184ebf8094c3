namespace Onebox.Weights;

/// <summary>What a model's tensor tables add up to.</summary>
/// <param name="TensorCount">Tensors in all files.</param>
/// <param name="Elements">Elements of all tensors.</param>
/// <param name="Bytes">Bytes of all tensors, without padding and headers.</param>
/// <param name="BytesByType">The same bytes by the tensors' type.</param>
public sealed record WeightFacts(int TensorCount, long Elements, long Bytes, IReadOnlyDictionary<string, long> BytesByType)
{
    /// <summary>The type that takes most of the bytes; null without tensors.</summary>
    public string? MajorityType => BytesByType.Count == 0 ? null : BytesByType.MaxBy(pair => pair.Value).Key;

    public static WeightFacts Of(IReadOnlyList<TensorInfo> tensors) => new(
        tensors.Count,
        SaturatingSum(tensors.Select(t => t.Elements)),
        SaturatingSum(tensors.Select(t => t.ByteLength)),
        tensors.GroupBy(t => t.Type.Name).ToDictionary(group => group.Key, group => SaturatingSum(group.Select(t => t.ByteLength))));

    // Bytes cannot overflow, for files are real; elements of zero-byte oddities could.
    private static long SaturatingSum(IEnumerable<long> values)
    {
        var sum = 0L;
        foreach (var value in values)
            sum = sum > long.MaxValue - value ? long.MaxValue : sum + value;
        return sum;
    }
}
