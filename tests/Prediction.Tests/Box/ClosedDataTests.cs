using Onebox.Api;
using Onebox.Api.Datasets;
using Onebox.Api.Deployments;
using Onebox.Api.Prediction;
using Onebox.Testing;

namespace Onebox.Prediction.Tests.Box;

/// <summary>Answers to a closed dataset's rows are for its readers.</summary>
public sealed class ClosedDataTests
{
    [Fact]
    public async Task Prediction_OverAClosedDataset_IsThereForItsReaders_AndItsFileAsLongAsTheyAre()
    {
        await using var engine = await ScriptedEngine.StartAsync(request => Task.FromResult(ScriptedEngine.Chat($"You said: {request.Text}")));
        await using var box = await RealBox.StartAsync();
        await box.Client.Deployments.AddEngineAsync(new AddEngineRequest("far", engine.Address));
        await box.Client.Deployments.PutRouteAsync("far", new PutRouteRequest([new RouteTarget("engine:far", Model: "any")]));
        await box.ImportAsync("letters", [PredictedDatasets.Asked("Dear sirs")]);
        await box.Client.Datasets.ChangeAsync("letters", new ChangeDatasetRequest(["support"]));
        var (anna, berta) = (await box.AnotherAsync("anna", "engineer", "support"), await box.AnotherAsync("berta", "engineer", "sales"));
        var accepted = await anna.Predictions.StartAsync(new PredictRequest("far", "letters"));
        await box.DoneAsync(accepted.TaskId);
        var prediction = await anna.Predictions.GetAsync(accepted.ResourceId!);
        using (var content = new StreamReader(await anna.Predictions.ContentAsync(prediction.FileId!))) Assert.Contains("You said: Dear sirs", await content.ReadToEndAsync(), StringComparison.Ordinal);

        Assert.Empty((await berta.Predictions.ListAsync()).Items);
        foreach (var ask in (Func<Task>[])[() => berta.Predictions.GetAsync(prediction.Id), () => berta.Tasks.GetAsync(accepted.TaskId), () => berta.Tasks.LogAsync(accepted.TaskId), () => berta.Predictions.ContentAsync(prediction.FileId!), () => berta.Predictions.StartAsync(new PredictRequest("far", "letters"))])
            Assert.Equal(404, (await Assert.ThrowsAsync<BoxException>(ask)).Problem.Status);

        // Whoever is no reader any more keeps no way to the rows.
        await box.Client.Datasets.ChangeAsync("letters", new ChangeDatasetRequest(["legal"]));
        Assert.Equal(403, (await Assert.ThrowsAsync<BoxException>(() => anna.Predictions.ContentAsync(prediction.FileId!))).Problem.Status);
    }
}
