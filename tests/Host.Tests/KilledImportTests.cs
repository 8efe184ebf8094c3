using System.Globalization;
using System.Security.Cryptography;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>A host that is killed (SIGKILL) while it takes a large file as a dataset.</summary>
public sealed class KilledImportTests : IAsyncLifetime
{
    private const int Rows = 60_000;
    private RealBox _box = null!;

    public async ValueTask InitializeAsync() => _box = await RealBox.StartAsync();

    public ValueTask DisposeAsync() => _box.DisposeAsync();

    [Fact]
    public async Task Import_KilledTwice_IsTakenUpAndMakesOneWholeVersion()
    {
        var task = await StartAsync("large");
        foreach (var share in (double[])[0.1, 0.5])
        {
            await ReachedAsync(task, share);
            await _box.KillAsync();
            Assert.Empty(Versions());
            await _box.StartAgainAsync();
            // Until it is whole it cannot be used, and says so.
            var now = await _box.Client.Datasets.GetAsync("large");
            if (now.State == "importing") Assert.NotNull((await Assert.ThrowsAsync<BoxException>(() => _box.Client.Datasets.PreviewAsync("large"))).Problem.Code);
        }

        var ended = await _box.Client.Tasks.WaitAsync(task);
        Assert.True(ended.State == TaskState.Succeeded, ended.Failure?.Cause);
        var dataset = await _box.Client.Datasets.GetAsync("large");
        Assert.Equal(("ready", 1, (long)Rows), (dataset.State, dataset.Version, dataset.Rows));
        Assert.Equal(Rows, dataset.Splits.Train + dataset.Splits.Validation + dataset.Splits.Test);
        Assert.Equal(dataset.ContentHash, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(dataset.RowsPath!))));
        Assert.Equal(Rows, File.ReadLines(dataset.RowsPath!).Count());
        Assert.Equal([dataset.VersionId], Versions());
        Assert.Single((await _box.Client.Datasets.ListAsync()).Items);
    }

    [Fact]
    public async Task Import_KilledAndItsFileGone_FailsAndLeavesNothing()
    {
        var task = await StartAsync("lost");
        await ReachedAsync(task, 0.1);
        await _box.KillAsync();
        File.Delete(Path.Combine(_box.Folder, "lost.jsonl"));
        await _box.StartAgainAsync();

        var ended = await _box.Client.Tasks.WaitAsync(task);
        Assert.Equal(TaskState.Failed, ended.State);
        Assert.Contains("lost.jsonl", ended.Failure!.Cause, StringComparison.Ordinal);
        Assert.Empty((await _box.Client.Datasets.ListAsync()).Items);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_box.Folder, "datasets")));
    }

    private async Task<string> StartAsync(string name)
    {
        var path = Path.Combine(_box.Folder, name + ".jsonl");
        await File.WriteAllLinesAsync(path, Enumerable.Range(0, Rows).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"prompt":"Question {{i}}: how much is {{i % 1000}} times {{i / 1000}}, please, and how did you find it?","completion":"It is {{(i % 1000) * (i / 1000)}}; I multiplied them as one does on paper."}""")));
        return (await _box.Client.Datasets.ImportAsync(new ImportDatasetRequest(name, Path: path))).TaskId;
    }

    private Task ReachedAsync(string task, double share) => Eventually.TrueAsync(async () =>
    {
        var info = await _box.Client.Tasks.GetAsync(task);
        Assert.False(info.HasEnded, $"It ended too early: {info.State} {info.Failure?.Cause}");
        return info is { Progress: { Unit: "bytes", Total: > 0 } progress } && progress.Done > share * progress.Total;
    });

    private IReadOnlyList<string> Versions() =>
        [.. Directory.GetDirectories(Path.Combine(_box.Folder, "datasets")).Select(f => Path.GetFileName(f)!).Where(n => n.StartsWith("dsv_", StringComparison.Ordinal))];
}
