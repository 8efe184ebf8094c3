using System.Diagnostics;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>The fine-tuning sample as it is written, on the model that comes with the software: import, train, evaluate, gate, promote, ask, go back.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task FineTune_TheWholeLoop_EndsWithABetterModelInServiceAndTheWayBack()
    {
        await using var box = await RealBox.StartAsync("--Onebox:Catalog:BundledFolder", Path.Combine(Checkout.Root, "models"));
        await Eventually.TrueAsync(async () => (await box.Client.Deployments.RoutesAsync(TestContext.Current.CancellationToken)).Items.Any(r => r.Name == "onebox-tiny"), TimeSpan.FromSeconds(30));
        var start = new ProcessStartInfo(Path.Combine(Checkout.Root, "samples", "fine-tune", "run")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ONEBOX"] = Path.Combine(AppContext.BaseDirectory, "onebox");
        start.Environment["ONEBOX_DATA"] = box.Folder;
        start.Environment["EPOCHS"] = "3";
        using var run = Process.Start(start)!;
        var (output, error) = (run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(run.ExitCode == 0, $"{await output}\n{await error}");
        Assert.Contains("letters leads to tickets-1; onebox-tiny stays warm.", await output, StringComparison.Ordinal);
        Assert.Contains("letters leads to onebox-tiny; tickets-1 stays warm.", await output, StringComparison.Ordinal);
    }
}
