using System.Text.Json;
using Onebox.Weights;

namespace Onebox.Catalog.Store;

/// <summary>A model as it is kept. While it is being imported, only its id, name, source and task are known.</summary>
internal sealed class ModelRecord
{
    public required string Id { get; set; }
    public required string Name { get; set; }
    public ModelState State { get; set; }
    public string? Damage { get; set; }
    public string Format { get; set; } = "";
    public string? Purpose { get; set; }
    public required string Source { get; set; }
    public string? Preset { get; set; }

    /// <summary>The task that imports or imported it.</summary>
    public required string TaskId { get; set; }

    /// <summary>The facts of its files as JSON, so that listing opens no file.</summary>
    public string? Architecture { get; set; }

    /// <summary>Null while it is being imported; unique: the same content is here once.</summary>
    public string? ContentHash { get; set; }
    public DateTimeOffset ImportedAt { get; set; }
    public List<ModelFileRecord> Files { get; set; } = [];

    public Model ToModel(string modelsFolder) => new()
    {
        Id = Id,
        Name = Name,
        State = State,
        Damage = Damage,
        Format = Format,
        Purpose = Purpose,
        Source = Source,
        Preset = Preset,
        Folder = Path.Combine(modelsFolder, Id),
        Files = [.. Files.OrderBy(f => f.Position).Select(f => new StoredFile(f.Name, f.SizeBytes, f.Sha256, f.HoldsWeights))],
        Architecture = Architecture is null ? ArchitectureFacts.Unknown : JsonSerializer.Deserialize<Architecture>(Architecture, ArchitectureJson.Options)!,
        ContentHash = ContentHash ?? "",
        ImportedAt = ImportedAt,
    };
}

internal sealed class ModelFileRecord
{
    public required string ModelId { get; set; }
    public required int Position { get; set; }
    public required string Name { get; set; }
    public required long SizeBytes { get; set; }
    public required string Sha256 { get; set; }
    public required bool HoldsWeights { get; set; }
}
