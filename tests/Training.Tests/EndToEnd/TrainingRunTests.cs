using System.Diagnostics;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Api.Deployments;
using Onebox.Api.OpenAI;
using Onebox.Api.Training;

namespace Onebox.Training.Tests.EndToEnd;

/// <summary>From rows to a model that answers, with real processes; and what becomes of a run that is disturbed.</summary>
public sealed class TrainingRunTests(TrainedBox box) : IClassFixture<TrainedBox>
{
    [Theory]
    [InlineData("lora")]
    [InlineData("full")]
    public async Task Train_FromRows_MakesAModelThatWasImprovedAndAnswers(string method)
    {
        Skip();
        var name = $"tom-{method}";
        var run = await box.TrainAsync(name, box.Recipe(name, method, box.TextRows, "steps: 12", "learningRate: 0.003", "validateEvery: 4", "checkpointEverySteps: 4"));

        Assert.Equal(TrainingState.Finished, run.State);
        Assert.Equal((12L, 12L), (run.Step, run.Steps!.Value));
        Assert.True(run.TokensPerSecond > 0);
        Assert.InRange(run.ModelFlopUtilization!.Value, 0.0001, 1);
        Assert.True(run.Losses.Validation > 0);
        Assert.Contains(run.Checkpoints, c => c is { Step: 12, Latest: true });
        var history = await box.Client.Training.HistoryAsync(name);
        Assert.Equal(12, history.Points.Count);
        Assert.True(history.Points[^1].Loss < history.Points[0].Loss, "It learned nothing.");
        Assert.Equal([4L, 8, 12], history.Validations.Select(v => v.Step));

        // The model is one like any other: lineage beside its weights, and it answers.
        var model = await box.Client.Models.GetAsync(run.Model!);
        Assert.Contains(model.Files, f => f.Name == "lineage.json");
        Assert.NotEqual(await box.WeightsAsync("stories"), await box.WeightsAsync(name));
        await box.DoneAsync((await box.Client.Deployments.DeployAsync(new DeployRequest(name, name, new DeploymentSettings { Threads = 1, ContextTokens = 256, Parallel = 1 }))).TaskId);
        var answer = "";
        await foreach (var chunk in box.Client.ChatAsync(new ChatRequest { Model = name, Messages = [new ChatMessage("user", "Once upon a time there was a cat named")], MaxTokens = 8 })) answer += chunk.Choices is [{ Delta.Content: { } text }, ..] ? text : "";
        Assert.NotEmpty(answer);
        await box.Client.Deployments.DeleteAsync(name);
    }

    [Fact]
    public async Task Kill_OfTheWorker_GoesOnFromItsCheckpointToTheVerySameWeights()
    {
        Skip();
        string[] settings = ["steps: 40", "learningRate: 0.003", "checkpointEverySteps: 5"];
        await box.TrainAsync("undisturbed", box.Recipe("undisturbed", "full", box.TextRows, settings));
        var task = await box.StartAsync(box.Recipe("killed", "full", box.TextRows, settings));
        await box.ReachedAsync("killed", r => r.Step >= 12);
        await KillWorkerAsync(await box.Client.Training.GetAsync("killed"));
        await box.DoneAsync(task);

        var run = await box.Client.Training.GetAsync("killed");
        Assert.Equal(1, run.Restarts);
        Assert.Equal(await box.WeightsAsync("undisturbed"), await box.WeightsAsync("killed"));
        Assert.Equal((await box.Client.Training.HistoryAsync("undisturbed")).Points.Select(p => p.Loss), (await box.Client.Training.HistoryAsync("killed")).Points.Select(p => p.Loss));
    }

    [Fact]
    public async Task Pause_GivesTheWorkerBack_AndResumeEndsWithTheVerySameWeights()
    {
        Skip();
        string[] settings = ["steps: 40", "learningRate: 0.003", "seed: 5"];
        await box.TrainAsync("straight", box.Recipe("straight", "full", box.TextRows, settings));
        var task = await box.StartAsync(box.Recipe("paused", "full", box.TextRows, settings));
        await box.ReachedAsync("paused", r => r.Step >= 3);
        await box.Client.Training.PauseAsync("paused");
        await box.ReachedAsync("paused", r => r.State == TrainingState.Paused);
        Assert.DoesNotContain((await box.Client.Pool.GetAsync()).Workers, w => w is { Kind: "training", State: not "ended" });
        await box.Client.Training.ResumeAsync("paused");
        await box.DoneAsync(task);
        Assert.Equal(await box.WeightsAsync("straight"), await box.WeightsAsync("paused"));
    }

    [Fact]
    public async Task Kill_OfTheHost_TheNextOneGoesOn()
    {
        Skip();
        var task = await box.StartAsync(box.Recipe("survivor", "full", box.TextRows, "steps: 60", "checkpointEverySteps: 5"));
        await box.ReachedAsync("survivor", r => r.Checkpoints.Any(c => c.Step >= 5));
        await box.Box.KillAsync();
        await box.Box.StartAgainAsync();
        await box.DoneAsync(task);
        var run = await box.Client.Training.GetAsync("survivor");
        Assert.Equal((TrainingState.Finished, 60L), (run.State, run.Step));
        Assert.Equal(60, (await box.Client.Training.HistoryAsync("survivor")).Points[^1].Step);
    }

    [Fact]
    public async Task Cancel_EndsTheRunAndItsCheckpointsStay_AndSetMovesTheEnd()
    {
        Skip();
        await box.StartAsync(box.Recipe("endless", "full", box.TextRows, "steps: 100000", "checkpointEverySteps: 5"));
        await box.ReachedAsync("endless", r => r.Checkpoints.Any(c => c.Step >= 5));
        await box.Client.Training.CancelAsync("endless");
        await box.ReachedAsync("endless", r => r.State == TrainingState.Cancelled);
        var cancelled = await box.Client.Training.GetAsync("endless");
        Assert.NotEmpty(cancelled.Checkpoints);

        // Resumed, it goes on from there, and its end can be moved while it runs.
        await box.Client.Training.ResumeAsync("endless");
        await box.ReachedAsync("endless", r => r.State == TrainingState.Running && r.Step > 0);
        var now = await box.Client.Training.GetAsync("endless");
        await box.Client.Training.SetScheduleAsync("endless", new SetScheduleRequest(Steps: now.Step + 400));
        await box.ReachedAsync("endless", r => r.State == TrainingState.Finished);
        Assert.Equal(now.Step + 400, (await box.Client.Training.GetAsync("endless")).Step);
        await box.Client.Training.DeleteAsync("endless");
        await Assert.ThrowsAsync<BoxException>(() => box.Client.Training.GetAsync("endless"));
    }

    [Fact]
    public async Task Start_WithManyErrors_NamesThemAllAndStartsNothing()
    {
        Skip();
        var request = new StartTrainingRequest("bad name", "nowhere", ["nothing"], "magic", new Dictionary<string, string>(StringComparer.Ordinal) { ["epochs"] = "many", ["colour"] = "red" });
        var error = await Assert.ThrowsAsync<BoxException>(() => box.Client.Training.StartAsync(request));
        Assert.Equal("training.invalid", error.Problem.Code);
        Assert.Equal(["base", "colour", "datasets", "epochs", "method", "name"], error.Problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Start_ThatDoesNotFit_IsRefusedWithNumbersAndLevers()
    {
        Skip();
        var rows = box.TextRows;
        var error = await Assert.ThrowsAsync<BoxException>(() => box.StartAsync(box.Recipe("huge", "full", rows, "steps: 1").Replace("batchTokens: 256", "batchTokens: 40000000", StringComparison.Ordinal)));
        Assert.Equal("training.does_not_fit", error.Problem.Code);
        Assert.Contains("GiB", error.Problem.Detail, StringComparison.Ordinal);
        Assert.Matches("gradientAccumulation=.* frees .*, and then it fits.*gradientCheckpointing=true frees", error.Problem.Remedy!);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public async Task Train_OnAQuantizedBase_MakesAWholeModel(int bits)
    {
        Skip();
        var name = $"tom-q{bits}";
        await box.TrainAsync(name, box.Recipe(name, "qlora", box.TextRows, "steps: 12", "learningRate: 0.003", $"quantizedBits: {bits}"));
        var points = (await box.Client.Training.HistoryAsync(name)).Points;
        Assert.True(points[^1].Loss < points[0].Loss, "It learned nothing.");
        Assert.Equal((await box.Client.Models.GetAsync("stories")).Architecture.Parameters, (await box.Client.Models.GetAsync(name)).Architecture.Parameters);
    }

    [Fact]
    public async Task Train_OnPreferences_LearnsWhichAnswerIsPreferred()
    {
        Skip();
        await box.TrainAsync("picky", box.Recipe("picky", "dpo", box.PreferenceRows, "steps: 20", "learningRate: 0.01"));
        var points = (await box.Client.Training.HistoryAsync("picky")).Points;
        // At first it prefers neither: the loss is ln 2.
        Assert.Equal(Math.Log(2), points[0].Loss, 2);
        Assert.True(points[^1].Loss < 0.5, $"{points[^1].Loss}");
    }

    [Fact]
    public async Task Pretrain_ByARecipe_MakesANewModelWithTheRecipesVocabulary()
    {
        Skip();
        var folder = Path.Combine(box.Box.Folder, "new");
        NewModel.Write(folder, box.TextRows);
        var task = (await box.Client.Training.StartAsync(new StartTrainingRequest(Recipe: NewModel.Recipe, RecipeFolder: folder))).TaskId;
        await box.DoneAsync(task);
        var model = await box.Client.Models.GetAsync("fresh");
        Assert.Equal((2, 32, 4), (model.Architecture.Layers!.Value, model.Architecture.EmbeddingLength!.Value, model.Architecture.Heads!.Value));
        var run = await box.Client.Training.GetAsync("fresh");
        Assert.Equal(("pretrain", null), (run.Method, run.Base));
        await box.DoneAsync((await box.Client.Deployments.DeployAsync(new DeployRequest("fresh", "fresh", new DeploymentSettings { Threads = 1, ContextTokens = 128, Parallel = 1 }))).TaskId);
    }

    [Fact]
    public async Task Start_FromConversations_LearnsTheAnswers()
    {
        Skip();
        var run = await box.TrainAsync("talker", box.Recipe("talker", "lora", box.ChatRows, "steps: 30", "learningRate: 0.01"));
        var points = (await box.Client.Training.HistoryAsync("talker")).Points;
        Assert.True(points[^1].Loss < points[0].Loss / 2, $"{points[0].Loss} → {points[^1].Loss}");
        // Whoever serves it writes conversations as they were written for the training.
        Assert.True((await box.Client.Models.GetAsync(run.Model!)).HasChatTemplate);
    }

    /// <summary>The plainest file of frequent questions: a table of questions and answers, without a word on what is a prompt.</summary>
    [Fact]
    public async Task Start_FromQuestionsWithAnswers_LearnsTheAnswers()
    {
        Skip();
        var table = Path.Combine(box.Box.Folder, "faq.csv");
        await File.WriteAllLinesAsync(table, ["question,answer", .. Enumerable.Range(0, 24).Select(i => string.Create(CultureInfo.InvariantCulture, $"Who is number {i}?,It is Tom the cat."))]);
        await box.DoneAsync((await box.Client.Datasets.ImportAsync(new ImportDatasetRequest("faq", table))).TaskId);
        Assert.Equal("questions", (await box.Client.Datasets.GetAsync("faq")).Shape);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["steps"] = "20", ["learningRate"] = "0.01", ["sequenceLength"] = "64", ["batchTokens"] = "256", ["threads"] = "1", ["precision"] = "f32" };
        await box.DoneAsync((await box.Client.Training.StartAsync(new StartTrainingRequest("answerer", "stories", ["faq"], "lora", settings))).TaskId);
        var points = (await box.Client.Training.HistoryAsync("answerer")).Points;
        Assert.True(points[^1].Loss < points[0].Loss / 2, $"{points[0].Loss} → {points[^1].Loss}");
    }

    private async Task KillWorkerAsync(TrainingRunInfo run)
    {
        var worker = (await box.Client.Pool.GetAsync()).Workers.Single(w => w.OwnerId == run.TaskId);
        using var process = Process.GetProcessById(worker.ProcessId);
        process.Kill();
    }

    private static void Skip() => Assert.SkipWhen(TrainedBox.Stories is null, "shared/data/stories260K.gguf is not here");
}
