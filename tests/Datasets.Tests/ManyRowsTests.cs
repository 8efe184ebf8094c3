using System.Diagnostics;
using System.Globalization;
using Onebox.Api.Datasets;

namespace Onebox.Datasets.Tests;

/// <summary>A million rows in bounded memory. Takes minutes: run it by its name; it prints what it measures.</summary>
public sealed class ManyRowsTests
{
    private const int Rows = 1_000_000;

    /// <summary>The last ones say what the first ones say.</summary>
    private const int Different = 950_000;
    private const long MostMemoryBytes = 600L << 20;

    /// <summary>Keys and signatures of so many rows take a hundred times as much and go to the disk.</summary>
    private const int AnalysisMegabytes = 8;

    [Fact(Explicit = true)]
    public async Task Import_OfAMillionRows_StreamsInBoundedMemory()
    {
        await using var box = await DatasetsBox.StartAsync(options => options.AnalysisMemoryMegabytes = AnalysisMegabytes);
        var path = box.Write("many.jsonl", "");
        await using (var file = new StreamWriter(path))
        {
            for (var row = 0; row < Rows; row++)
            {
                var i = row % Different;
                await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"prompt":"Question {{i}}: how much is {{i % 1000}} times {{i / 1000}}, please, and how did you find it?","completion":"It is {{(i % 1000) * (i / 1000)}}; I multiplied {{i % 1000}} by {{i / 1000}} as one does on paper."}"""));
            }
        }

        using var process = Process.GetCurrentProcess();
        var bytes = new FileInfo(path).Length;
        var started = Stopwatch.GetTimestamp();
        var dataset = await box.ImportedAsync(new ImportDatasetRequest("many", Path: path));
        var import = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        Say($"import: {Rows / import.TotalSeconds:N0} rows/s, {bytes / import.TotalSeconds / (1 << 20):N1} MiB/s, {import.TotalSeconds:N1} s, peak {process.PeakWorkingSet64 >> 20} MiB");
        Assert.Equal(Rows, dataset.Rows);

        started = Stopwatch.GetTimestamp();
        var read = 0;
        await foreach (var _ in DatasetRows.ReadAsync(dataset.RowsPath!, cancellation: TestContext.Current.CancellationToken)) read++;
        Say($"read: {read / Stopwatch.GetElapsedTime(started).TotalSeconds:N0} rows/s");

        using var prepared = new CancellationTokenSource();
        var watching = LargestAsync(box.Data.Datasets, prepared.Token);
        started = Stopwatch.GetTimestamp();
        var clean = await box.PreparedAsync("many", "steps: [unicode, exact-duplicates, {step: near-duplicates, words: 5}, {step: personal-data, find: [email, card]}]");
        var prepare = Stopwatch.GetElapsedTime(started);
        await prepared.CancelAsync();
        var spilled = await watching;
        Say($"prepare: up to {spilled >> 20} MiB of keys and signatures on the disk, {AnalysisMegabytes} MiB allowed in memory");
        Assert.True(spilled > 10L * AnalysisMegabytes << 20, "The data was not larger than the limit: the test proves nothing.");
        process.Refresh();
        Say($"prepare: {Rows / prepare.TotalSeconds:N0} rows/s, {prepare.TotalSeconds:N1} s, peak {process.PeakWorkingSet64 >> 20} MiB; {string.Join("; ", clean.Details!.Steps!.Select(s => $"{s.Name} {s.RowsIn} → {s.RowsOut} in {s.Seconds} s"))}");
        Assert.InRange(process.PeakWorkingSet64, 0, MostMemoryBytes);
    }

    /// <summary>The most bytes that lay in the work folders of steps.</summary>
    private static async Task<long> LargestAsync(string folder, CancellationToken stop)
    {
        var most = 0L;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                most = Math.Max(most, Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => f.Contains("/pass", StringComparison.Ordinal) && !f.EndsWith(".jsonl", StringComparison.Ordinal)).Sum(f => new FileInfo(f).Length));
            }
            catch (IOException)
            {
                // A step has just ended and taken its folder away.
            }

            await Task.Delay(200, CancellationToken.None);
        }

        return most;
    }

    private static void Say(string text) => TestContext.Current.SendDiagnosticMessage("{0}", text);
}
