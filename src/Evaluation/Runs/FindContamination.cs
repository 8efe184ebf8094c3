using System.Text.Json;
using Onebox.Api.Evaluation;
using Onebox.Catalog;
using Onebox.Datasets;
using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Contamination;

namespace Onebox.Evaluation.Runs;

/// <summary>Looks for the items of a benchmark in the data that the models were trained on, or in a dataset that was named.</summary>
internal sealed class FindContamination(IDatasets datasets, ICatalog catalog)
{
    /// <summary>The file with which a trained model tells where it comes from (docs/formats/training-run.md).</summary>
    private const string LineageFile = "lineage.json";

    /// <summary>The datasets to look in: the one that was named, or those of the models' lineages that are still on the box.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> SourcesAsync(string? against, IReadOnlyList<ModelUnderTest> models, CancellationToken cancellation)
    {
        if (against is not null) return [await datasets.RequireAsync(against, cancellation)];
        var found = new Dictionary<string, DatasetVersion>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            foreach (var reference in await LineageAsync(model.ModelId, cancellation))
            {
                if (await datasets.FindAsync(reference, cancellation) is { State: DatasetState.Ready } version) found.TryAdd(version.Id, version);
            }
        }

        return [.. found.Values];
    }

    /// <summary>The share of each item's n-grams that the training rows of the datasets have.</summary>
    public static async Task<IReadOnlyList<double>> SharesAsync(LoadedBenchmark loaded, IReadOnlyList<DatasetVersion> sources, CancellationToken cancellation)
    {
        var overlap = new NGramOverlap();
        foreach (var item in loaded.Items) overlap.Add(item.Overlap);
        foreach (var source in sources)
        {
            await foreach (var row in DatasetRows.ReadAsync(source.RowsPath, DatasetSplits.Train, cancellation)) overlap.Read(TextOf(row));
        }

        return overlap.Shares();
    }

    public static TaskContamination Summary(LoadedBenchmark loaded, IReadOnlyList<DatasetVersion> sources, IReadOnlyList<double> shares)
    {
        var found = shares.Count(s => s > 0);
        return new TaskContamination(loaded.Benchmark.Name, [.. sources.Select(s => s.Reference)], shares.Count, found, shares.Count == 0 ? 0 : (double)found / shares.Count);
    }

    /// <summary>The model that a trained one began as; null where that is not known.</summary>
    public async Task<string?> BaseOfAsync(string? modelId, CancellationToken cancellation) =>
        await ReadLineageAsync(modelId, cancellation) is { } lineage && lineage.TryGetProperty("baseId", out var id) && id.ValueKind == JsonValueKind.String
            ? (await catalog.FindAsync(id.GetString()!, cancellation))?.Name
            : null;

    private async Task<IReadOnlyList<string>> LineageAsync(string? modelId, CancellationToken cancellation)
    {
        if (await ReadLineageAsync(modelId, cancellation) is not { } lineage || !lineage.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array) return [];
        List<string> references = [];
        foreach (var entry in data.EnumerateArray())
        {
            if (!entry.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String || !entry.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.String) continue;
            references.Add(version.GetString()!.Contains('@', StringComparison.Ordinal) || version.GetString()!.Contains('_', StringComparison.Ordinal) ? version.GetString()! : $"{name.GetString()}@{version.GetString()}");
        }

        return references;
    }

    private async Task<JsonElement?> ReadLineageAsync(string? modelId, CancellationToken cancellation)
    {
        if (modelId is null || await catalog.FindAsync(modelId, cancellation) is not { } model) return null;
        var file = Path.Combine(model.Folder, LineageFile);
        if (!File.Exists(file) || new FileInfo(file).Length > Reading.RowFile.MaxRowBytes) return null;
        try
        {
            using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(file, cancellation));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string TextOf(DatasetRow row) => string.Join('\n', new[] { row.Text, row.Context, row.Question, row.Chosen }
        .Concat(row.Messages?.Select(m => (string?)m.Content) ?? [])
        .Concat(row.Answers ?? [])
        .Where(t => !string.IsNullOrEmpty(t)));
}
