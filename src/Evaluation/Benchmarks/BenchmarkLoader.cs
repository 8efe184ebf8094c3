using Onebox.Api.Evaluation;
using Onebox.Datasets;
using Onebox.Evaluation.Reading;
using Onebox.Kernel.Access;
using Onebox.Kernel.Files;
using Onebox.Evaluation.Benchmarks.Published;

namespace Onebox.Evaluation.Benchmarks;

/// <summary>A benchmark with its items, ready to be asked.</summary>
/// <param name="Items">In their order; at most as many as the limit says, evenly from all groups.</param>
/// <param name="Datasets">The ids of the datasets that items or shots come from; none for files of other places.</param>
internal sealed record LoadedBenchmark(Benchmark Benchmark, IReadOnlyList<Item> Items, Shots Shots, IReadOnlyList<string> Datasets);

/// <summary>Finds what a request's task names and reads its items.</summary>
internal sealed class BenchmarkLoader(IDatasets datasets, DataFolder data)
{
    public const string DatasetPrefix = "dataset:", Robustness = "robustness";

    private const string UnpackedFolder = "evaluations/unpacked";

    /// <exception cref="Kernel.ProblemException">It is no task, its file cannot be read, or it has no items.</exception>
    public async Task<LoadedBenchmark> LoadAsync(EvaluationTask task, Caller caller, CancellationToken cancellation)
    {
        var loaded = task.Yaml is { } yaml ? await OwnAsync(OwnTaskReader.Read(yaml), task, caller, cancellation) : await NamedAsync(task, caller, cancellation);
        return loaded.Items.Count > 0 ? loaded : throw EvaluationErrors.NoItems(loaded.Benchmark.Name);
    }

    /// <summary>The names of what can be asked by <c>NAME:PATH</c>.</summary>
    public static IEnumerable<string> Known => Published.Published.All.Select(p => p.Name);

    private async Task<LoadedBenchmark> NamedAsync(EvaluationTask task, Caller caller, CancellationToken cancellation)
    {
        var spec = task.Spec ?? throw EvaluationErrors.TaskUnreadable("A task has neither a spec nor YAML.");
        if (spec == Robustness) return await LoadedAsync(Onebox.Evaluation.Robustness.RobustnessSet.Benchmark, Onebox.Evaluation.Robustness.RobustnessSet.Items, null, task, [], null, cancellation);
        if (spec.StartsWith(DatasetPrefix, StringComparison.Ordinal)) return await DatasetAsync(spec[DatasetPrefix.Length..], null, null, task, caller, cancellation);
        var colon = spec.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || Published.Published.Find(spec[..colon]) is not { } published) throw EvaluationErrors.TaskUnknown(spec, Known);
        return await PublishedAsync(published, published.Benchmark, await PathAsync(spec[(colon + 1)..], task, caller, cancellation), null, task, null, cancellation);
    }

    private async Task<LoadedBenchmark> OwnAsync(OwnTaskDocument document, EvaluationTask task, Caller caller, CancellationToken cancellation)
    {
        var published = document.Format is { } format ? Published.Published.Find(format) : null;
        if (document.Dataset is { } dataset) return await DatasetAsync(dataset, document, document.Split, task, caller, cancellation);
        var benchmark = OwnTaskReader.ToBenchmark(document, published?.Benchmark);
        var path = await PathAsync(document.Path!, task, caller, cancellation);
        var shotsPath = document.ShotsPath is { } shots ? await PathAsync(shots, task, caller, cancellation) : null;
        if (published is not null) return await PublishedAsync(published, benchmark, path, shotsPath, task, document.Limit, cancellation);
        var items = await OwnItemsAsync(document, benchmark.Kind, path.Path, cancellation);
        var from = shotsPath is null ? null : await OwnItemsAsync(document, benchmark.Kind, shotsPath.Path, cancellation);
        return await LoadedAsync(benchmark, items, from, task, [path, shotsPath], document.Limit, cancellation);
    }

    private async Task<List<Item>> OwnItemsAsync(OwnTaskDocument document, BenchmarkKind kind, string path, CancellationToken cancellation)
    {
        using var source = await Unpacked.OpenAsync(path, data.Folder(UnpackedFolder), cancellation);
        return await ListAsync(OwnTaskItems.ReadAsync(document, kind, OwnTaskItems.FileIn(source.Path, path), cancellation), cancellation);
    }

    private async Task<LoadedBenchmark> DatasetAsync(string reference, OwnTaskDocument? document, string? split, EvaluationTask task, Caller caller, CancellationToken cancellation)
    {
        var version = await datasets.RequireAsync(reference, caller, cancellation);
        var own = DatasetItems.BenchmarkOf(version, await DatasetItems.HasChoicesAsync(version, cancellation));
        var benchmark = document is null ? own : OwnTaskReader.ToBenchmark(document, own);
        split ??= DatasetItems.SplitOf(version);
        var items = await ListAsync(DatasetItems.ReadAsync(version, split, benchmark.Kind, cancellation), cancellation);
        var from = split == DatasetSplits.Train || benchmark.Shots == 0 ? null : await ListAsync(DatasetItems.ReadAsync(version, DatasetSplits.Train, benchmark.Kind, cancellation), cancellation);
        return await LoadedAsync(benchmark, items, from is { Count: > 0 } ? from : null, task, [new Place(version.RowsPath, version.DatasetId)], document?.Limit, cancellation);
    }

    private async Task<LoadedBenchmark> PublishedAsync(IPublished published, Benchmark benchmark, Place path, Place? shotsPath, EvaluationTask task, int? limit, CancellationToken cancellation)
    {
        using var source = await Unpacked.OpenAsync(path.Path, data.Folder(UnpackedFolder), cancellation);
        using var other = shotsPath is null ? null : await Unpacked.OpenAsync(shotsPath.Path, data.Folder(UnpackedFolder), cancellation);
        var items = await ReadAllAsync(published, published.Files(source.Path), cancellation);
        var shots = other is not null ? published.Files(other.Path) : (task.Shots ?? benchmark.Shots) > 0 ? published.ShotFiles(source.Path) : [];
        var from = shots.Count == 0 ? null : await ReadAllAsync(published, shots, cancellation);
        // MMLU without its dev set has no examples to show: other questions of the test would be a different benchmark.
        if (from is null && published is Mmlu) benchmark = benchmark with { Shots = 0 };
        return await LoadedAsync(benchmark, items, from, task, [path, shotsPath], limit, cancellation);
    }

    private static async Task<List<Item>> ReadAllAsync(IPublished published, IEnumerable<PublishedFile> files, CancellationToken cancellation)
    {
        List<Item> items = [];
        foreach (var file in files) items.AddRange(await ListAsync(published.ReadAsync(file, cancellation), cancellation));
        return items;
    }

    private static Task<LoadedBenchmark> LoadedAsync(Benchmark benchmark, IReadOnlyList<Item> items, IReadOnlyList<Item>? shotsFrom, EvaluationTask task, IEnumerable<Place?> places, int? limit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        benchmark = benchmark with { Shots = task.Shots ?? benchmark.Shots, Seed = task.Seed ?? benchmark.Seed, Chat = task.Chat ?? benchmark.Chat };
        return Task.FromResult(new LoadedBenchmark(benchmark, Limited(items, task.Limit ?? limit), new Shots(benchmark, shotsFrom ?? items, apart: shotsFrom is not null), [.. places.Select(p => p?.DatasetId).OfType<string>().Distinct(StringComparer.Ordinal)]));
    }

    /// <summary>The first ones of each group in turn, back in their order.</summary>
    private static IReadOnlyList<Item> Limited(IReadOnlyList<Item> items, int? limit)
    {
        if (limit is not { } most || items.Count <= most) return items;
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        var chosen = items.Select((item, at) =>
        {
            var rank = ranks[item.Group ?? ""] = ranks.GetValueOrDefault(item.Group ?? "") + 1;
            return (item, at, rank);
        }).OrderBy(i => i.rank).ThenBy(i => i.at).Take(most).OrderBy(i => i.at);
        return [.. chosen.Select(i => i.item)];
    }

    private static async Task<List<Item>> ListAsync(IAsyncEnumerable<Item> items, CancellationToken cancellation)
    {
        List<Item> list = [];
        await foreach (var item in items.WithCancellation(cancellation)) list.Add(item);
        return list;
    }

    private async Task<Place> PathAsync(string path, EvaluationTask task, Caller caller, CancellationToken cancellation)
    {
        if (!Path.IsPathRooted(path)) path = task.Folder is { } folder ? Path.GetFullPath(Path.Combine(folder, path)) : throw EvaluationErrors.TaskUnreadable($"The path '{path}' must be absolute: the box does not know your working folder.", "Write it from the root.");
        return new Place(path, (await datasets.RequireReadableAsync(path, caller, cancellation))?.DatasetId);
    }

    /// <summary>Where rows are read from.</summary>
    /// <param name="DatasetId">The dataset that the path lies in; null for none.</param>
    private sealed record Place(string Path, string? DatasetId);
}
