using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Api.Training;
using Onebox.Console.Training;

namespace Onebox.Console.Tests.Training;

public sealed class SuggestedBaseTests
{
    private static readonly ModelInfo[] Models = [Model("onebox-tiny", 1), Model("old", 2), Model("new", 3), Model("faq-1", 4)];

    [Fact]
    public void Order_OfABoxThatNeverTrained_TakesWhatWasBroughtLastAndWhatComesWithItLast() =>
        Assert.Equal(["faq-1", "new", "old", "onebox-tiny"], SuggestedBase.Order(Models, [], []));

    [Fact]
    public void Order_WithWhatAnswersAlready_TakesThatFirst() =>
        Assert.Equal("old", SuggestedBase.Order(Models, [], [Deployed("old")])[0]);

    [Fact]
    public void Order_AfterARun_BeginsWhereThatBeganAndEndsWithWhatItMade() =>
        Assert.Equal(["onebox-tiny", "new", "old", "faq-1"], SuggestedBase.Order(Models, [Run("onebox-tiny", "faq-1")], [Deployed("faq-1")]));

    private static ModelInfo Model(string name, int day) => new()
    {
        Id = $"mdl_{name}",
        Name = name,
        Format = "gguf",
        State = "ready",
        Source = "",
        SizeBytes = 1,
        ContentHash = name,
        ImportedAt = DateTimeOffset.UnixEpoch.AddDays(day),
        Files = [],
        Architecture = new ArchitectureInfo { Name = "llama" },
    };

    private static DeploymentInfo Deployed(string model) => new()
    {
        Id = $"dep_{model}",
        Name = model,
        ModelId = $"mdl_{model}",
        ModelName = model,
        State = DeploymentState.Ready,
        Settings = new DeploymentSettings(),
        Replicas = [],
        CreatedAt = DateTimeOffset.UnixEpoch,
        Generation = 1,
    };

    private static TrainingRunInfo Run(string from, string made) => new()
    {
        Id = "run_1",
        Name = made,
        State = TrainingState.Finished,
        TaskId = "tsk_1",
        Method = "lora",
        Base = from,
        BaseId = $"mdl_{from}",
        Data = [],
        ModelId = $"mdl_{made}",
        StartedBy = "owner",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Checkpoints = [],
        Settings = new Dictionary<string, string>(StringComparer.Ordinal),
        Recipe = "",
        CodeVersion = "",
        Seed = 1,
    };
}
