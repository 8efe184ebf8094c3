using Microsoft.Win32.SafeHandles;

namespace Onebox.Weights;

/// <summary>
/// One model file, recognised by its content and checked: its tensors lie in it, and on no other. It holds descriptions
/// only; tensor bytes stay on disk until they are asked for.
/// </summary>
public sealed class ModelFile
{
    private ModelFile(string path, ModelFileFormat format, long length)
    {
        Path = path;
        Format = format;
        Length = length;
    }

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    public ModelFileFormat Format { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>The GGUF's own facts; null for another format.</summary>
    public GgufFile? Gguf { get; private init; }

    /// <summary>The safetensors file's own facts; null for another format.</summary>
    public SafetensorsFile? Safetensors { get; private init; }

    public IReadOnlyList<TensorInfo> Tensors => Gguf?.Tensors ?? Safetensors!.Tensors;

    /// <summary>
    /// The model as far as this one file tells. A safetensors file tells only its tensors, and a part of a split model
    /// only its share: <see cref="ModelFolder.Inspect"/> puts the whole together.
    /// </summary>
    public Architecture Architecture => Gguf is { } gguf
        ? GgufArchitecture.Of(gguf.Metadata, gguf.Tensors, whole: gguf.Split is null)
        : new Architecture { Weights = WeightFacts.Of(Tensors) };

    /// <summary>Opens a GGUF or safetensors file.</summary>
    /// <exception cref="ModelFileException">The file is missing, damaged, beyond the limits, or of a format that is not read.</exception>
    public static ModelFile Open(string path, ModelFileLimits? limits = null)
    {
        using var stream = ModelStream.Open(path);
        return Read(stream, path, limits);
    }

    /// <summary>Reads a model from the start of a seekable stream, which stays open. <paramref name="path"/> names it in errors.</summary>
    /// <exception cref="ModelFileException">As <see cref="Open"/>.</exception>
    public static ModelFile Read(Stream stream, string path, ModelFileLimits? limits = null)
    {
        limits ??= ModelFileLimits.Default;
        var name = System.IO.Path.GetFileName(path);
        if (!stream.CanSeek)
            throw new ModelFileException(ModelFileError.Unreadable, name, "this is a pipe or a device, not a file", "Write it to a file first.");
        try
        {
            var format = FormatSniffer.Recognise(stream, new Faults(name));
            return format == ModelFileFormat.Gguf
                ? new ModelFile(path, format, stream.Length) { Gguf = GgufFile.Read(stream, name, limits) }
                : new ModelFile(path, format, stream.Length) { Safetensors = SafetensorsFile.Read(stream, name, limits) };
        }
        catch (IOException e)
        {
            throw ModelStream.Unreadable(name, e);
        }
    }

    /// <summary>Opens the file for <see cref="ReadTensor"/>.</summary>
    /// <exception cref="ModelFileException">The file is gone or cannot be read.</exception>
    public SafeFileHandle OpenHandle() => ModelStream.OpenHandle(Path, FileOptions.None);

    /// <summary>Fills <paramref name="destination"/> with a tensor's bytes from <paramref name="start"/> on.</summary>
    /// <exception cref="ModelFileException">The file is shorter than it was.</exception>
    public void ReadTensor(SafeFileHandle handle, TensorInfo tensor, long start, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + destination.Length, tensor.ByteLength, nameof(destination));
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(handle, destination, tensor.Offset + start);
            if (read == 0)
                throw new Faults(Name).Truncated($"the tensor {tensor.Name}", tensor.Offset + start, RandomAccess.GetLength(handle));
            start += read;
            destination = destination[read..];
        }
    }
}
