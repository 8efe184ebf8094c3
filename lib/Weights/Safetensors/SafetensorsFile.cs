namespace Onebox.Weights;

/// <summary>What a safetensors file says about itself: everything but the tensors' bytes.</summary>
/// <param name="Metadata">The free text under <c>__metadata__</c>; empty when there is none.</param>
/// <param name="Tensors">The tensors by rising offset.</param>
/// <param name="DataOffset">Where tensor data begins, from the file's start.</param>
/// <param name="Length">Bytes of the file.</param>
public sealed record SafetensorsFile(
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<TensorInfo> Tensors,
    long DataOffset,
    long Length)
{
    /// <summary>Reads a safetensors header from the start of a seekable stream, which stays open.</summary>
    /// <exception cref="ModelFileException">The stream holds no safetensors that can be read here.</exception>
    public static SafetensorsFile Read(Stream stream, string name, ModelFileLimits? limits = null) =>
        new SafetensorsReader(stream, limits ?? ModelFileLimits.Default, new Faults(name)).Read();
}
