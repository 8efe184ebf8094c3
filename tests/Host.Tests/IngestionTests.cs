using System.Diagnostics;
using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Api.Tasks;
using Onebox.Testing;
using Onebox.Testing.Mixed;

namespace Onebox.Host.Tests;

/// <summary>A folder with all formats and poison in it, through the real host and its worker, both killed on the way (<c>bench/Documents ingest</c> is the large one).</summary>
public sealed class IngestionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-mixed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Add_MixedFolderWithPoison_KilledInTheMiddle_TakesAllGoodOnesOnceAndNamesTheBad()
    {
        var mixed = MixedFolder.Write(_folder, Checkout.Corpus, good: 52, poisoned: 8, seed: 1, pages: false);
        // Whoever opens a pipe waits for its other end.
        using (var mkfifo = Process.Start("mkfifo", Path.Combine(_folder, "pipe.txt"))) await mkfifo.WaitForExitAsync();
        // Little memory: the picture of 390 MiB costs the process that unpacks it its life.
        await using var box = await RealBox.StartAsync("--Onebox:Knowledge:ParserMemoryBytes", Text(320L << 20), "--Onebox:Pool:MemoryHeadroomBytes", Text(128L << 20));
        await box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("mixed"));
        var accepted = await box.Client.Knowledge.AddAsync("mixed", new AddDocumentsRequest([_folder]));
        await SeenAsync(box, 12);
        await KillWorkerAsync(box);
        await SeenAsync(box, 24);
        await box.KillAsync();
        await box.StartAgainAsync();
        await DoneAsync(box, accepted.TaskId);

        var info = await box.Client.Knowledge.GetAsync("mixed");
        Assert.Equal(mixed.Poisoned.Select(p => p.Name).Append("pipe.txt").Order(StringComparer.Ordinal), info.Failures!.Select(f => f.Document).Order(StringComparer.Ordinal));
        Assert.All(info.Failures!, f => Assert.True(f.Reason.Length > 10 && !f.Reason.Contains("   at ", StringComparison.Ordinal), f.Reason));
        Assert.Equal(mixed.Good.Count, info.Documents);
        var documents = (await box.Client.Knowledge.DocumentsAsync("mixed")).Items;
        Assert.Equal(documents.Count, documents.Select(d => d.Name).Distinct().Count());
        Assert.All(documents, d => Assert.Equal(1, d.Version));
        foreach (var good in mixed.Good.Where(g => g.Serial is not null))
            Assert.Equal(good.Name, (await box.Client.Knowledge.SearchAsync("mixed", new SearchKnowledgeRequest(good.Serial!, Mode: SearchMode.Text))).Hits[0].Document);

        // Again: nothing is new.
        await DoneAsync(box, (await box.Client.Knowledge.AddAsync("mixed", new AddDocumentsRequest([_folder]))).TaskId);
        var again = await box.Client.Knowledge.GetAsync("mixed");
        Assert.Equal((info.Documents, info.Chunks, info.Vectors, info.Failed), (again.Documents, again.Chunks, again.Vectors, again.Failed));
    }

    private static Task SeenAsync(RealBox box, int files) => Eventually.TrueAsync(
        async () => await box.Client.Knowledge.GetAsync("mixed") is { } info && info.Documents + info.Failed >= files, TimeSpan.FromMinutes(2));

    private static async Task KillWorkerAsync(RealBox box)
    {
        var id = 0;
        await Eventually.TrueAsync(async () => (id = (await box.Client.Pool.GetAsync()).Workers.FirstOrDefault(w => w.Kind == "documents" && w.State == "running")?.ProcessId ?? 0) > 0);
        using var worker = Process.GetProcessById(id);
        worker.Kill();
    }

    private static async Task DoneAsync(RealBox box, string taskId)
    {
        var task = await box.Client.Tasks.WaitAsync(taskId);
        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
