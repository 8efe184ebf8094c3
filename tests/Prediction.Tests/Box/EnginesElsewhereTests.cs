using System.Collections.Concurrent;
using Onebox.Api.Deployments;
using Onebox.Api.Prediction;
using Onebox.Testing;

namespace Onebox.Prediction.Tests.Box;

/// <summary>Predictions over a route that leads to an engine elsewhere.</summary>
public sealed class EnginesElsewhereTests
{
    [Fact]
    public async Task Prediction_OfAnEngineElsewhere_WaitsWhereItIsFullAndKeepsItsErrorsBesideTheRows()
    {
        var busy = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        await using var engine = await ScriptedEngine.StartAsync(request => Task.FromResult(request.Text switch
        {
            var text when text.Contains("broken", StringComparison.Ordinal) => ScriptedEngine.Error(418, "I am a teapot", "teapot"),
            var text when text.Contains("busy", StringComparison.Ordinal) && busy.TryAdd(text, true) => ScriptedEngine.Error(429, "Come again"),
            var text when text.Contains("endless", StringComparison.Ordinal) => ScriptedEngine.Chat("and so on and", finish: "length"),
            var text => ScriptedEngine.Chat($"You said: {text}"),
        }));
        await using var box = await RealBox.StartAsync();
        await box.Client.Deployments.AddEngineAsync(new AddEngineRequest("far", engine.Address, "s3cret"));
        await box.Client.Deployments.PutRouteAsync("far", new PutRouteRequest([new RouteTarget("engine:far", Model: "org/large")]));
        await box.ImportAsync("mixed", ((string[])["hello", "broken", "busy 1", "endless"]).Select(q => PredictedDatasets.Asked(q)));

        var prediction = await box.PredictAsync(new PredictRequest("far", "mixed", System: "Be brief."));
        Assert.Equal((4, 3, 1, 1), (prediction.Rows, prediction.Completed, prediction.Failed, prediction.Cut));
        var rows = (await box.RowsAsync(prediction)).OrderBy(r => r.GetProperty("row").GetInt32()).ToList();
        Assert.Equal("You said: hello", rows[0].GetProperty("prediction").GetString());
        Assert.Equal("I am a teapot", rows[1].GetProperty("error").GetProperty("message").GetString());
        Assert.Equal("You said: busy 1", rows[2].GetProperty("prediction").GetString());
        Assert.True(rows[3].GetProperty("cut").GetBoolean());
        Assert.Contains((await box.Client.Tasks.LogAsync(prediction.TaskId)).Items, l => l.Text.StartsWith("Rows wait", StringComparison.Ordinal));
        Assert.All(engine.Received, r => Assert.Equal("org/large", r.Model));
        Assert.All(engine.Received, r => Assert.Equal("Be brief.", (string?)r.Body["messages"]![0]!["content"]));
    }
}
