using System.Diagnostics;
using Onebox.Api.Models;
using Onebox.Api.Tasks;
using Onebox.Catalog.Importing;
using Onebox.Tasks;

namespace Onebox.Catalog.Tests.Importing;

/// <summary>A child process imports and is SIGKILLed at random; the next box must finish what it began, and show nothing half-made before.</summary>
public sealed class KilledImportTests
{
    private const string ChildFolder = "ONEBOX_TEST_IMPORT_IN";
    private const int Kills = 4;

    private static readonly Dictionary<string, byte[]> Source = new(StringComparer.Ordinal) { ["medium.gguf"] = Models.Gguf(Models.Medium) };

    /// <summary>The child: imports from <c>source</c> in its folder, at a speed at which it can be killed in the middle.</summary>
    [Fact(Explicit = true)]
    public async Task Child_ImportsUntilItIsKilled()
    {
        var folder = Environment.GetEnvironmentVariable(ChildFolder);
        Assert.SkipWhen(folder is null, "Only its parent starts it.");
        await using var box = await StartAsync(folder!);
        var active = await box.Client.Tasks.ListAsync(active: true, cancellation: TestContext.Current.CancellationToken);
        var models = await box.Client.Models.ListAsync(TestContext.Current.CancellationToken);
        if (active.Items.Count > 0) await box.Get<ITasks>().WaitAsync(active.Items[0].Id, TestContext.Current.CancellationToken);
        else if (models.Items.Count == 0) await box.ImportAsync(new ImportModelRequest(Name: "killed", Path: Path.Combine(folder!, "source")));
    }

    [Fact]
    public async Task Import_KilledAgainAndAgain_EndsReadyAndWhole()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, bytes) in Source) folder.Write($"source/{name}", bytes);
        var random = new Random(11);
        for (var kill = 0; kill < Kills; kill++)
        {
            await RunAndKillAsync(folder.Path, random.Next(0, 400));
            AssertNothingHalfMade(folder);
        }

        await using var box = await StartAsync(folder.Path);
        var tasks = await box.Client.Tasks.ListAsync(cancellation: TestContext.Current.CancellationToken);
        var task = tasks.Items.Count > 0
            ? await box.Get<ITasks>().WaitAsync(tasks.Items[0].Id, TestContext.Current.CancellationToken)
            : await box.ImportAsync(new ImportModelRequest(Name: "killed", Path: folder.Of("source")));

        Assert.True(task.State == TaskState.Succeeded, task.Failure?.Cause);
        Assert.True(task.Attempts > 1, "No kill came in the middle of the import: nothing was tested.");
        var model = await box.Client.Models.GetAsync("killed", TestContext.Current.CancellationToken);
        Assert.Equal("ready", model.State);
        foreach (var (name, bytes) in Source) Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(box.Data.Models, model.Id, name), TestContext.Current.CancellationToken));
        Assert.Empty(Directory.GetDirectories(box.Data.Incoming));
    }

    private static Task<CatalogBox> StartAsync(string folder) => CatalogBox.StartAsync(folder, options => options.DurableEveryBytes = 16 << 10);

    private static async Task RunAndKillAsync(string folder, int afterMilliseconds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-explicit", "only", "-method", "*Child_ImportsUntilItIsKilled" }) start.ArgumentList.Add(argument);
        start.Environment[ChildFolder] = folder;
        using var child = Process.Start(start)!;
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        // From its first byte on, any moment will do.
        while (!HasBegun(folder) && !child.HasExited) await Task.Delay(5, TestContext.Current.CancellationToken);
        await Task.Delay(afterMilliseconds, TestContext.Current.CancellationToken);
        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static bool HasBegun(string folder)
    {
        var incoming = Path.Combine(folder, "data", "incoming");
        return Directory.Exists(incoming) && Directory.EnumerateFiles(incoming, "*", SearchOption.AllDirectories).Any();
    }

    /// <summary>A folder among the models is whole or not there.</summary>
    private static void AssertNothingHalfMade(TemporaryFolder folder)
    {
        var models = folder.Of("data", "models");
        if (!Directory.Exists(models)) return;
        foreach (var model in Directory.GetDirectories(models))
        {
            Assert.Equal(Source.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(model).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            foreach (var (name, bytes) in Source) Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(model, name)));
            Assert.DoesNotContain(Directory.GetFiles(model), f => f.EndsWith(Staging.PartSuffix, StringComparison.Ordinal));
        }
    }
}
