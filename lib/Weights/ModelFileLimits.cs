namespace Onebox.Weights;

/// <summary>
/// The most that a file may ask of its reader. Each is far above any published model and far below harm; memory is
/// taken only after a claimed length has passed both its limit and the size of the file.
/// </summary>
public sealed record ModelFileLimits
{
    public static ModelFileLimits Default { get; } = new();

    /// <summary>Key-value pairs in one GGUF file.</summary>
    public int MetadataKeys { get; init; } = 65_536;

    /// <summary>Tensors in one file. Unmerged expert models reach a hundred thousand.</summary>
    public int Tensors { get; init; } = 1_000_000;

    /// <summary>Bytes of one GGUF key. The specification's own limit.</summary>
    public int KeyBytes { get; init; } = 65_535;

    /// <summary>Bytes of one tensor name in GGUF. The specification's own limit.</summary>
    public int TensorNameBytes { get; init; } = 64;

    /// <summary>Bytes of one string: a chat template, or a whole tokenizer.json.</summary>
    public int StringBytes { get; init; } = 64 << 20;

    /// <summary>Elements of one GGUF array. The largest vocabularies hold 300,000.</summary>
    public int ArrayElements { get; init; } = 16 << 20;

    /// <summary>Arrays inside arrays. No published model nests any.</summary>
    public int ArrayDepth { get; init; } = 3;

    /// <summary>Bytes of all GGUF metadata and the tensor table together.</summary>
    public long HeaderBytes { get; init; } = 512L << 20;

    /// <summary>Dimensions of a GGUF tensor. ggml has four.</summary>
    public int GgufDimensions { get; init; } = 4;

    /// <summary>Dimensions of a safetensors tensor.</summary>
    public int SafetensorsDimensions { get; init; } = 16;

    /// <summary>GGUF alignment of tensor data, in bytes.</summary>
    public int Alignment { get; init; } = 1 << 20;

    /// <summary>Bytes of a safetensors header. The reference implementation's own limit.</summary>
    public int SafetensorsHeaderBytes { get; init; } = 100_000_000;

    /// <summary>Bytes of a JSON file beside the weights (config, index, tokenizer configuration).</summary>
    public int JsonBytes { get; init; } = 64 << 20;

    /// <summary>Parts of one split model.</summary>
    public int Shards { get; init; } = 10_000;

    /// <summary>Files that a folder may hold before it is no model folder.</summary>
    public int FolderFiles { get; init; } = 50_000;
}
