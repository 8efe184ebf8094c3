using System.Diagnostics;
using Onebox.Api.Training;
using Onebox.Testing;

namespace Onebox.Training.Tests.EndToEnd;

/// <summary>Several processes that share each step, started by the box; and one of them killed.</summary>
public sealed class RanksTests(TrainedBox box) : IClassFixture<TrainedBox>
{
    private static readonly string[] Settings = ["steps: 30", "learningRate: 0.003", "gradientAccumulation: 2", "checkpointEverySteps: 5", "seed: 3"];

    [Fact]
    public async Task Train_OnTwoRanks_GivesTheResultOfOne_AlsoAfterAPauseAndTheKillOfARankOrOfTheHost()
    {
        Assert.SkipWhen(TrainedBox.Stories is null, "shared/data/stories260K.gguf is not here");
        await box.TrainAsync("alone", box.Recipe("alone", "full", box.TextRows, Settings));
        var pair = await box.TrainAsync("pair", Two("pair"));
        Assert.Equal("2", pair.Settings["ranks"]);
        var (one, two) = (await LossesAsync("alone"), await LossesAsync("pair"));
        Assert.Equal(30, two.Count);
        // The same numbers summed in another order.
        for (var i = 0; i < one.Count; i++) Assert.Equal(one[i], two[i], 1e-3);

        var task = await box.StartAsync(Two("disturbed"));
        await box.ReachedAsync("disturbed", r => r.Step >= 3);
        Assert.Equal(2, (await WorkersAsync("disturbed")).Count);
        Assert.Equal(2, Assert.Single((await box.Client.Pool.GetAsync()).Leases, l => l.HolderName == "training disturbed").Slices.Count(s => s.DeviceKind == "memory"));
        await box.Client.Training.PauseAsync("disturbed");
        await box.ReachedAsync("disturbed", r => r.State == TrainingState.Paused);
        Assert.Empty(await WorkersAsync("disturbed"));
        await box.Client.Training.ResumeAsync("disturbed");
        var paused = (await box.Client.Training.GetAsync("disturbed")).Step;
        await box.ReachedAsync("disturbed", r => r.Step > paused || r.State == TrainingState.Finished);
        if ((await WorkersAsync("disturbed")) is [_, var second]) Kill(second);
        await box.DoneAsync(task);

        Assert.Equal(await box.WeightsAsync("pair"), await box.WeightsAsync("disturbed"));
        Assert.Equal(two, await LossesAsync("disturbed"));
        Assert.Equal(1, (await box.Client.Training.GetAsync("disturbed")).Restarts);

        // The host itself, and with it the parent of both ranks.
        task = await box.StartAsync(Two("orphaned"));
        await box.ReachedAsync("orphaned", r => r.Step >= 6);
        var orphans = await WorkersAsync("orphaned");
        await box.Box.KillAsync();
        await Eventually.TrueAsync(() => Task.FromResult(orphans.All(id => !Directory.Exists($"/proc/{id}"))));
        await box.Box.StartAgainAsync();
        await box.DoneAsync(task);
        Assert.Equal(await box.WeightsAsync("pair"), await box.WeightsAsync("orphaned"));
        // The curve may lack what the host had heard and not yet written: the steps right before those that were done again. What it has is right.
        var (whole, kept) = (await CurveAsync("pair"), await CurveAsync("orphaned"));
        var gap = whole.Except(kept).ToList();
        Assert.Equal(whole.Except(gap), kept);
        Assert.Equal(whole.SkipWhile(p => !gap.Contains(p)).Take(gap.Count), gap);
        Assert.DoesNotContain(whole[^1], gap);
    }

    [Fact]
    public async Task Start_WithRanks_ChoosesPiecesForThemAndRefusesWhatCannotBeShared()
    {
        Assert.SkipWhen(TrainedBox.Stories is null, "shared/data/stories260K.gguf is not here");
        var recipe = box.Recipe("planned", "lora", box.TextRows);
        var plan = await box.Client.Training.PlanAsync(new StartTrainingRequest(Recipe: recipe, Settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["ranks"] = "2" }));
        Assert.Empty(plan.Errors);
        Assert.Equal("2", plan.Fields.Single(f => f.Key == "gradientAccumulation").Value);
        Assert.Contains("ranks: 2", plan.Recipe, StringComparison.Ordinal);
        Assert.Contains("--set ranks=2", plan.Command, StringComparison.Ordinal);
        Assert.Contains(plan.Fit!.Arithmetic, line => line.Contains("2 processes", StringComparison.Ordinal));

        var odd = await box.Client.Training.PlanAsync(new StartTrainingRequest(Recipe: recipe, Settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["ranks"] = "2", ["gradientAccumulation"] = "3" }));
        Assert.Contains("multiple of 2", odd.Errors["gradientAccumulation"][0], StringComparison.Ordinal);
    }

    private string Two(string name) => box.Recipe(name, "full", box.TextRows, [.. Settings, "ranks: 2"]);

    private async Task<IReadOnlyList<(long Step, double Loss)>> CurveAsync(string name) => [.. (await box.Client.Training.HistoryAsync(name)).Points.Select(p => (p.Step, p.Loss))];

    private async Task<IReadOnlyList<double>> LossesAsync(string name) => [.. (await CurveAsync(name)).Select(p => p.Loss)];

    private async Task<IReadOnlyList<int>> WorkersAsync(string name)
    {
        var run = await box.Client.Training.GetAsync(name);
        return [.. (await box.Client.Pool.GetAsync()).Workers.Where(w => w.OwnerId == run.TaskId && w.State != "ended").OrderBy(w => w.Id, StringComparer.Ordinal).Select(w => w.ProcessId)];
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
