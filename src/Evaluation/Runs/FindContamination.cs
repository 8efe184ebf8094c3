using Onebox.Api.Evaluation;
using Onebox.Catalog;
using Onebox.Datasets;
using Onebox.Evaluation.Asking;
using Onebox.Evaluation.Benchmarks;
using Onebox.Evaluation.Contamination;
using Onebox.Kernel.Access;

namespace Onebox.Evaluation.Runs;

/// <summary>Looks for the items of a benchmark in the data that the models were trained on, or in a dataset that was named.</summary>
internal sealed class FindContamination(IDatasets datasets, ICatalog catalog)
{
    /// <summary>The datasets to look in: the one that was named, or those of the models' lineages that are still on the box.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> SourcesAsync(string? against, IReadOnlyList<ModelUnderTest> models, Caller caller, CancellationToken cancellation)
    {
        if (against is not null) return [await datasets.RequireAsync(against, caller, cancellation)];
        var found = new Dictionary<string, DatasetVersion>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            foreach (var reference in (await LineageAsync(model.ModelId, cancellation))?.Data.Select(d => d.Reference).OfType<string>() ?? [])
            {
                // No rows are shown, only how much of an item is in them: that a test is worth nothing is for everybody to know.
                if (await datasets.FindAsync(reference, Caller.Box, cancellation) is { State: DatasetState.Ready } version) found.TryAdd(version.Id, version);
            }
        }

        return [.. found.Values];
    }

    /// <summary>The share of each item's n-grams that the training rows of the datasets have.</summary>
    /// <param name="read">Told how many rows have been read.</param>
    public static async Task<IReadOnlyList<double>> SharesAsync(LoadedBenchmark loaded, IReadOnlyList<DatasetVersion> sources, Action<long> read, CancellationToken cancellation)
    {
        var rows = 0L;
        var overlap = new NGramOverlap();
        foreach (var item in loaded.Items) overlap.Add(item.Overlap);
        foreach (var source in sources)
        {
            await foreach (var row in DatasetRows.ReadAsync(source.RowsPath, DatasetSplits.Train, cancellation))
            {
                overlap.Read(TextOf(row));
                read(++rows);
            }
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
        (await LineageAsync(modelId, cancellation))?.BaseId is { } id ? (await catalog.FindAsync(id, cancellation))?.Name : null;

    private async Task<ModelLineage?> LineageAsync(string? modelId, CancellationToken cancellation) =>
        modelId is not null && await catalog.FindAsync(modelId, cancellation) is { } model ? await Lineages.ReadAsync(model, cancellation) : null;

    private static string TextOf(DatasetRow row) => string.Join('\n', new[] { row.Text, row.Context, row.Question, row.Chosen }
        .Concat(row.Messages?.Select(m => (string?)m.Content) ?? [])
        .Concat(row.Answers ?? [])
        .Where(t => !string.IsNullOrEmpty(t)));
}
