using System.Text.Json;
using Onebox.Models.Loop;
using Onebox.Training.Planning;

namespace Onebox.Training.Tests.Planning;

public sealed class SettingTextTests
{
    private static readonly TrainingSettings Usual = new(TrainingMethod.Lora, Epochs: 3);

    [Fact]
    public void Apply_WhatIsWrong_IsAllNamedByField()
    {
        var errors = new Errors();
        SettingText.Apply(Usual, Pairs(("epochs", "many"), ("learningRate", "7"), ("speed", "1"), ("schedule", "zigzag")), errors);
        Assert.Equal(["epochs", "learningRate", "schedule", "speed"], errors.All.Keys.Order(StringComparer.Ordinal).Where(k => k is not "x"));
        Assert.Contains("cosine", errors.All["schedule"][0], StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_Steps_TakesTheEpochsAway()
    {
        var errors = new Errors();
        var settings = SettingText.Apply(Usual, Pairs(("steps", "20")), errors);
        Assert.False(errors.Any);
        Assert.Equal((20L, null), (settings.Steps, settings.Epochs));
    }

    [Fact]
    public void Apply_TwoLengths_IsRefused()
    {
        var errors = new Errors();
        SettingText.Apply(Usual, Pairs(("steps", "20"), ("epochs", "2")), errors);
        Assert.True(errors.Any);
    }

    [Fact]
    public void Fields_EachOfThem_CanBeSaidInItsOwnWords()
    {
        foreach (var field in SettingText.Fields)
        {
            var value = SettingText.ValueOf(Usual, field.Name);
            if (value.Length == 0) continue;
            var errors = new Errors();
            var again = SettingText.Apply(Usual, Pairs((field.Name, value)), errors);
            Assert.False(errors.Any, field.Name);
            Assert.Equal(value, SettingText.ValueOf(again, field.Name));
        }
    }

    [Fact]
    public void Settings_ThroughJson_StayTheSame()
    {
        var settings = Usual with { LearningRate = 1.25e-3, LoraTargets = ["q_proj"], Steps = null };
        var again = JsonSerializer.Deserialize<TrainingSettings>(JsonSerializer.Serialize(settings, SettingText.Json), SettingText.Json)!;
        Assert.Equal(SettingText.ToText(settings), SettingText.ToText(again));
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(params (string, string)[] pairs) => pairs.Select(p => KeyValuePair.Create(p.Item1, p.Item2));
}
