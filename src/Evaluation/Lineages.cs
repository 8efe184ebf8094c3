using System.Text.Json;
using Onebox.Catalog;
using Onebox.Evaluation.Reading;

namespace Onebox.Evaluation;

/// <summary>Reads where trained models come from: <c>lineage.json</c> beside their weights (docs/formats/training-run.md).</summary>
internal sealed class Lineages(ICatalog catalog)
{
    public const string FileName = "lineage.json";

    // A base of a base of a base…: longer than anybody trains, and an end for files that name each other.
    private const int LongestChain = 32;

    /// <returns>Null for a model that was not trained on this box, or whose lineage cannot be read.</returns>
    public static async Task<ModelLineage?> ReadAsync(Model model, CancellationToken cancellation)
    {
        var file = Path.Combine(model.Folder, FileName);
        if (!File.Exists(file) || new FileInfo(file).Length > RowFile.MaxRowBytes) return null;
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancellation));
            return document.RootElement.ValueKind == JsonValueKind.Object ? ModelLineage.Of(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The model itself, what it was trained from, what that was trained from, to the end or to one that is not on the box.</summary>
    public async Task<IReadOnlyList<Ancestor>> ChainAsync(Model model, CancellationToken cancellation)
    {
        List<Ancestor> chain = [];
        for (var at = model; at is not null && chain.Count < LongestChain;)
        {
            var lineage = await ReadAsync(at, cancellation);
            chain.Add(new Ancestor(at, lineage));
            at = lineage?.BaseId is { } id ? await catalog.FindAsync(id, cancellation) : null;
        }

        return chain;
    }
}

/// <param name="Lineage">Null for a model that was imported.</param>
internal sealed record Ancestor(Model Model, ModelLineage? Lineage);

/// <summary>What a lineage tells; null where it does not.</summary>
/// <param name="Base">The model that the training began with; null for pretraining.</param>
internal sealed record ModelLineage(string? Run, string? Base, string? BaseId, string? BaseContentHash, IReadOnlyList<LineageData> Data, string? Recipe, string? Seed, string? CodeVersion)
{
    public static ModelLineage Of(JsonElement lineage) => new(
        Field.Text(lineage, "run"),
        Field.Text(lineage, "base"),
        Field.Text(lineage, "baseId"),
        Field.Text(lineage, "baseContentHash"),
        Field.Find(lineage, "data") is { ValueKind: JsonValueKind.Array } data ? [.. data.EnumerateArray().Select(LineageData.Of)] : [],
        Field.Text(lineage, "recipe"),
        Field.Text(lineage, "seed"),
        Field.Text(lineage, "codeVersion"));
}

/// <param name="Version">Null for a file that is no dataset of the box.</param>
/// <param name="Hash">SHA-256 of the rows, lower-case hex.</param>
internal sealed record LineageData(string Name, string? Version, string? Hash)
{
    /// <summary>By what the dataset's version is found; null for a file.</summary>
    public string? Reference => Version is null ? null : Version.Contains('@', StringComparison.Ordinal) || Version.Contains('_', StringComparison.Ordinal) ? Version : $"{Name}@{Version}";

    public static LineageData Of(JsonElement data) => new(Field.Text(data, "name") ?? "", Field.Text(data, "version"), Field.Text(data, "hash"));
}
