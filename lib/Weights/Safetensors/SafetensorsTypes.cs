namespace Onebox.Weights;

/// <summary>The dtypes of safetensors in the reference implementation's order, which is by rising alignment.</summary>
internal static class SafetensorsTypes
{
    private static readonly TensorType[] Ordered =
    [
        new("BOOL", 1, 1),
        new("F4", 2, 1),
        new("F6_E2M3", 4, 3),
        new("F6_E3M2", 4, 3),
        new("U8", 1, 1),
        TensorType.I8,
        new("F8_E5M2", 1, 1),
        new("F8_E4M3", 1, 1),
        new("F8_E8M0", 1, 1),
        new("F8_E4M3FNUZ", 1, 1),
        new("F8_E5M2FNUZ", 1, 1),
        TensorType.I16,
        new("U16", 1, 2),
        TensorType.F16,
        TensorType.BF16,
        TensorType.I32,
        new("U32", 1, 4),
        TensorType.F32,
        new("C64", 1, 8),
        TensorType.F64,
        TensorType.I64,
        new("U64", 1, 8),
    ];

    private static readonly Dictionary<string, int> Order = Ordered.Select((type, index) => (type, index)).ToDictionary(x => x.type.Name, x => x.index);

    public static IReadOnlyList<TensorType> All => Ordered;

    public static TensorType? Find(string name) => Order.TryGetValue(name, out var index) ? Ordered[index] : null;

    public static int Rank(TensorType type) => Order.TryGetValue(type.Name, out var index) && Ordered[index] == type
        ? index
        : throw new ArgumentException($"safetensors has no dtype {type.Name}.", nameof(type));
}
