using Onebox.Api.Models;
using Onebox.Weights;

namespace Onebox.Catalog;

public enum ModelState
{
    /// <summary>Its name is taken; its files are on the way and not to be used.</summary>
    Importing,
    Ready,

    /// <summary>Its files are not what was imported.</summary>
    Damaged,
}

/// <summary>A model on this box. Its bytes never change; a new import is a new model.</summary>
public sealed record Model
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required ModelState State { get; init; }

    /// <summary>Why it is damaged; null unless it is.</summary>
    public string? Damage { get; init; }

    /// <summary><c>gguf</c> or <c>safetensors</c>; empty while it is being imported.</summary>
    public required string Format { get; init; }

    /// <summary><c>chat</c>, <c>base</c>, <c>embedding</c>, <c>reranking</c> or <c>adapter</c>; null when the files do not tell.</summary>
    public string? Purpose { get; init; }

    /// <summary>Where it came from, without secrets.</summary>
    public required string Source { get; init; }
    public string? Preset { get; init; }

    /// <summary>The absolute path of the folder with its files.</summary>
    public required string Folder { get; init; }

    /// <summary>Weights first, in the order of their parts; then what belongs to them.</summary>
    public required IReadOnlyList<StoredFile> Files { get; init; }

    /// <summary>Facts read from its files.</summary>
    public required Architecture Architecture { get; init; }
    public required string ContentHash { get; init; }
    public required DateTimeOffset ImportedAt { get; init; }

    public long SizeBytes => Files.Sum(f => f.SizeBytes);

    /// <summary>The absolute path of what a runtime opens: the GGUF, its first part, or the first safetensors file.</summary>
    public string MainFile => Path.Combine(Folder, Files[0].Name);

    /// <summary>The absolute paths of all files with weights, in the order of their parts.</summary>
    public IEnumerable<string> WeightFiles => Files.Where(f => f.HoldsWeights).Select(f => Path.Combine(Folder, f.Name));

    internal ModelInfo ToInfo() => new()
    {
        Id = Id,
        Name = Name,
        State = State.ToString().ToLowerInvariant(),
        Format = Format,
        Purpose = Purpose,
        Source = Source,
        Preset = Preset,
        Licence = Architecture.License,
        Architecture = Architecture.ToInfo(),
        Quantization = Architecture.Quantization,
        SizeBytes = SizeBytes,
        ContentHash = ContentHash,
        Files = [.. Files.Select(f => new ModelFileInfo(f.Name, f.SizeBytes, f.Sha256))],
        ImportedAt = ImportedAt,
        HasChatTemplate = Architecture.ChatTemplate is not null,
    };
}

/// <param name="Sha256">Lower-case hex.</param>
public sealed record StoredFile(string Name, long SizeBytes, string Sha256, bool HoldsWeights);
