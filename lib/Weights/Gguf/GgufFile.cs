namespace Onebox.Weights;

/// <summary>What a GGUF file says about itself: everything but the tensors' bytes.</summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Metadata">The key-value pairs.</param>
/// <param name="Tensors">The tensor table in the file's order.</param>
/// <param name="Alignment">Bytes to which tensor data is aligned.</param>
/// <param name="DataOffset">Where tensor data begins, from the file's start.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Split">Which part of a split model this is; null for a whole one.</param>
public sealed record GgufFile(
    int Version,
    GgufMetadata Metadata,
    IReadOnlyList<TensorInfo> Tensors,
    int Alignment,
    long DataOffset,
    long Length,
    GgufSplit? Split)
{
    public const int DefaultAlignment = 32;

    /// <summary>Reads a GGUF from the start of a seekable stream, which stays open.</summary>
    /// <exception cref="ModelFileException">The stream holds no GGUF that can be read here.</exception>
    public static GgufFile Read(Stream stream, string name, ModelFileLimits? limits = null) =>
        new GgufReader(stream, limits ?? ModelFileLimits.Default, new Faults(name)).Read();
}
