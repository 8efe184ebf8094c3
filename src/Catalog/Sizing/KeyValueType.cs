namespace Onebox.Catalog.Sizing;

/// <summary>How keys and values are stored: blocks of elements, as ggml lays them out (ggml.h, <c>ggml_blck_size</c> and <c>ggml_type_size</c>).</summary>
internal sealed record KeyValueType(string Name, int BlockElements, int BlockBytes)
{
    /// <summary>From the largest to the smallest.</summary>
    public static IReadOnlyList<KeyValueType> All { get; } = [new("f32", 1, 4), new("f16", 1, 2), new("bf16", 1, 2), new("q8_0", 32, 34), new("q4_0", 32, 18)];

    public double BytesPerElement => (double)BlockBytes / BlockElements;

    /// <exception cref="Kernel.ProblemException"><c>sizing.key_value_type</c>.</exception>
    public static KeyValueType Of(string name) => All.FirstOrDefault(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw CatalogErrors.KeyValueTypeUnknown(name);

    /// <summary>Bytes of a row of <paramref name="elements"/>, in whole blocks.</summary>
    public long BytesOf(long elements) => (elements + BlockElements - 1) / BlockElements * BlockBytes;
}
