using Onebox.Api.Tasks;
using Onebox.Api.Training;

namespace Onebox.Training.Tests.EndToEnd;

/// <summary>What becomes of a run when memory or the disk does not suffice, with the system's own limits.</summary>
public sealed class LimitTests(LimitedBox box) : IClassFixture<LimitedBox>
{
    private const long Mebi = 1 << 20;

    [Theory]
    [InlineData("refused")]
    [InlineData("killed")]
    public async Task Train_WithoutEnoughMemory_EndsWithTheLeversAndGoesOnWhenThereIsMore(string how)
    {
        Skip();
        Assert.SkipWhen(how == "killed" && !(await box.Client.Pool.GetAsync()).Nodes[0].Confinement.StartsWith("cgroup", StringComparison.Ordinal), "there is no cgroup that may be limited");
        if (how == "refused") box.LimitData(380 * Mebi);
        else box.LimitGroup(240 * Mebi);
        try
        {
            var task = await box.Client.Tasks.WaitAsync(await box.StartAsync(Large(how)));
            Assert.Equal(TaskState.Failed, task.State);
            var run = await box.Client.Training.GetAsync(how);
            Assert.Equal((TrainingState.Failed, "training.out_of_memory", 0), (run.State, run.Failure!.Code, run.Restarts));
            Assert.Contains("ran out of memory; sizing had estimated", run.Failure.Cause, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", run.Failure.Cause, StringComparison.Ordinal);
            // The levers, most first, each with what it frees.
            Assert.Matches("gradientAccumulation=256 .* frees [0-9.]+ [MG]iB.*gradientCheckpointing=true frees [0-9.]+ [MG]iB", run.Failure.Remedy!);
        }
        finally
        {
            box.LimitNothing();
        }

        await box.Client.Training.ResumeAsync(how);
        await box.ReachedAsync(how, r => r.State == TrainingState.Finished);
    }

    [Fact]
    public async Task Train_OnAFullDisk_StandsAndGoesOnWhenThereIsRoom()
    {
        Skip();
        var accepted = await box.Client.Training.StartAsync(new StartTrainingRequest(Recipe: box.Recipe("cramped", "full", box.TextRows, "steps: 12", "checkpointEverySteps: 5")));
        // Before the worker is there.
        var disk = Path.Combine(box.Box.Folder, "training", accepted.ResourceId!, "checkpoints");
        var mounted = box.TryMountDisk(disk, 28 * Mebi);
        if (!mounted) await box.Client.Training.CancelAsync("cramped");
        Assert.SkipUnless(mounted, "this user may not mount a small disk");
        var ballast = Path.Combine(disk, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[10 * Mebi], TestContext.Current.CancellationToken);
        await box.ReachedAsync("cramped", r => r.State == TrainingState.Paused);
        var run = await box.Client.Training.GetAsync("cramped");
        Assert.Equal(("training.disk_full", 5L), (run.Failure!.Code, run.Step));
        Assert.Contains("MiB are missing", run.Failure.Cause, StringComparison.Ordinal);
        Assert.Contains("onebox train resume", run.Failure.Remedy, StringComparison.Ordinal);
        Assert.Empty(run.Checkpoints);

        File.Delete(ballast);
        await box.Client.Training.ResumeAsync("cramped");
        await box.DoneAsync(accepted.TaskId);
        run = await box.Client.Training.GetAsync("cramped");
        Assert.Equal((TrainingState.Finished, 12L, 0), (run.State, run.Step, run.Restarts));
        Assert.Null(run.Failure);
    }

    [Fact]
    public async Task Train_OnADiskOfItsOwn_BringsItsModelToTheOther()
    {
        Skip();
        Assert.SkipUnless(box.TryMountDisk(Path.Combine(box.Box.Folder, "training"), 64 * Mebi), "this user may not mount a disk");
        try
        {
            await box.TrainAsync("abroad", box.Recipe("abroad", "lora", box.TextRows, "steps: 4"));
            var model = await box.Client.Models.GetAsync("abroad");
            Assert.Equal("ready", model.State);
            Assert.Equal(["abroad.gguf", "lineage.json", "recipe.yaml"], Directory.EnumerateFiles(Path.Combine(box.Box.Folder, "models", model.Id)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.Empty(Directory.EnumerateDirectories(Path.Combine(box.Box.Folder, "models"), "*.moving"));
        }
        finally
        {
            await box.UnmountDiskAsync();
        }
    }

    private string Large(string name) => box.Recipe(name, "full", box.Rows(name + ".jsonl", 900), "steps: 2").Replace("batchTokens: 256", "batchTokens: 16384", StringComparison.Ordinal);

    private static void Skip() => Assert.SkipWhen(TrainedBox.Stories is null, "shared/data/stories260K.gguf is not here");
}
