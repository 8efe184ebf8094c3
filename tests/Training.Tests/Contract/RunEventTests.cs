using System.Text.Json;
using Onebox.Api.Training;
using Onebox.Training.Contract;
using Onebox.Training.Planning;

namespace Onebox.Training.Tests.Contract;

/// <summary>Pins docs/formats/training-worker.md.</summary>
public sealed class RunEventTests
{
    [Fact]
    public void Events_OnTheWire_LookAsTheFormatSays()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Assert.Equal(
            """{"number":7,"at":"2026-01-02T03:04:05+00:00","step":{"step":3,"steps":10,"epoch":0.5,"loss":2.5,"learningRate":0.001,"gradientNorm":1.5,"seconds":0.25,"tokens":64,"tokensSoFar":192,"modelFlopUtilization":0.5,"dataWait":0.01,"checkpointStall":0,"remainingSeconds":1.75}}""",
            Wire(new RunEvent(7, at, Step: new StepPart(3, 10, 0.5, 2.5, 0.001, 1.5, 0.25, 64, 192, 0.5, 0.01, 0, 1.75))));
        Assert.Equal("""{"number":8,"at":"2026-01-02T03:04:05+00:00","log":{"level":"info","text":"Hello"}}""", Wire(new RunEvent(8, at, Log: new LogPart("info", "Hello"))));
        Assert.Equal(
            """{"number":9,"at":"2026-01-02T03:04:05+00:00","checkpoints":[{"step":5,"at":"2026-01-02T03:04:05+00:00","sizeBytes":1024,"latest":true,"validationLoss":1.25}]}""",
            Wire(new RunEvent(9, at, Checkpoints: [new TrainingCheckpoint(5, at, 1024, true, 1.25)])));
        Assert.Equal("""{"number":10,"at":"2026-01-02T03:04:05+00:00","end":{"outcome":"failed","code":"training.fault","detail":"It broke."}}""", Wire(new RunEvent(10, at, End: new EndPart(EndPart.Failed, "training.fault", "It broke."))));
    }

    [Fact]
    public void Events_ReadBack_AreTheSame()
    {
        var told = new RunEvent(1, DateTimeOffset.UnixEpoch, Plan: new PlanPart(0, 10, 100, 5, 1, 640, 1e11, 2));
        Assert.Equal(told, JsonSerializer.Deserialize<RunEvent>(Wire(told), SettingText.Json));
    }

    private static string Wire(RunEvent told) => JsonSerializer.Serialize(told, SettingText.Wire);
}
