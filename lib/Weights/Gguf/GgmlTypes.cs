namespace Onebox.Weights;

/// <summary>ggml's tensor types by their numbers on disk. Block sizes are those of ggml's <c>ggml_blck_size</c> and <c>ggml_type_size</c>.</summary>
public static class GgmlTypes
{
    private static readonly Dictionary<uint, TensorType> ById = new()
    {
        [0] = TensorType.F32,
        [1] = TensorType.F16,
        [2] = new("Q4_0", 32, 18),
        [3] = new("Q4_1", 32, 20),
        [6] = new("Q5_0", 32, 22),
        [7] = new("Q5_1", 32, 24),
        [8] = TensorType.Q8,
        [9] = new("Q8_1", 32, 36),
        [10] = new("Q2_K", 256, 84),
        [11] = new("Q3_K", 256, 110),
        [12] = new("Q4_K", 256, 144),
        [13] = new("Q5_K", 256, 176),
        [14] = new("Q6_K", 256, 210),
        [15] = new("Q8_K", 256, 292),
        [16] = new("IQ2_XXS", 256, 66),
        [17] = new("IQ2_XS", 256, 74),
        [18] = new("IQ3_XXS", 256, 98),
        [19] = new("IQ1_S", 256, 50),
        [20] = new("IQ4_NL", 32, 18),
        [21] = new("IQ3_S", 256, 110),
        [22] = new("IQ2_S", 256, 82),
        [23] = new("IQ4_XS", 256, 136),
        [24] = TensorType.I8,
        [25] = TensorType.I16,
        [26] = TensorType.I32,
        [27] = TensorType.I64,
        [28] = TensorType.F64,
        [29] = new("IQ1_M", 256, 56),
        [30] = TensorType.BF16,
        [34] = new("TQ1_0", 256, 54),
        [35] = new("TQ2_0", 256, 66),
        [39] = new("MXFP4", 32, 17),
        [40] = new("NVFP4", 64, 36),
        [41] = new("Q1_0", 128, 18),
        [42] = new("Q2_0", 64, 18),
    };

    // Layouts that were taken out of the format: a reader that guessed at them would serve noise.
    private static readonly Dictionary<uint, string> Removed = new()
    {
        [4] = "Q4_2",
        [5] = "Q4_3",
        [31] = "Q4_0_4_4",
        [32] = "Q4_0_4_8",
        [33] = "Q4_0_8_8",
        [36] = "IQ4_NL_4_4",
        [37] = "IQ4_NL_4_8",
        [38] = "IQ4_NL_8_8",
    };

    private static readonly Dictionary<string, uint> ByName = ById.ToDictionary(pair => pair.Value.Name, pair => pair.Key);

    public static IReadOnlyCollection<TensorType> All => ById.Values;

    /// <summary>The type with that number on disk; null when it is unknown or was removed.</summary>
    public static TensorType? Find(uint id) => ById.GetValueOrDefault(id);

    /// <summary>The type of that name, as <see cref="TensorType.Name"/> spells it; null when there is none.</summary>
    public static TensorType? Find(string name) => ByName.TryGetValue(name, out var id) ? ById[id] : null;

    internal static string? RemovedName(uint id) => Removed.GetValueOrDefault(id);

    /// <exception cref="ArgumentException">GGUF has no such type.</exception>
    public static uint IdOf(TensorType type) => ByName.TryGetValue(type.Name, out var id) && ById[id] == type
        ? id
        : throw new ArgumentException($"GGUF has no tensor type {type.Name}.", nameof(type));
}
