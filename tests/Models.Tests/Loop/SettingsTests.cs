using System.Text.Json;
using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class SettingsTests
{
    [Fact]
    public void Fields_EverySetting_IsExplainedOnce()
    {
        var parameters = typeof(TrainingSettings).GetConstructors().Single(c => c.GetParameters().Length > 1).GetParameters().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!));
        Assert.Equal(parameters.Order(StringComparer.Ordinal), TrainingFields.All.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.All(TrainingFields.All, f => Assert.EndsWith(".", f.Help, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(TrainingMethod.Pretrain, 5_000_000)]
    [InlineData(TrainingMethod.Full, 100_000_000)]
    [InlineData(TrainingMethod.Lora, 5_000_000)]
    [InlineData(TrainingMethod.Lora, 7_000_000_000)]
    [InlineData(TrainingMethod.Qlora, 1_000_000_000)]
    [InlineData(TrainingMethod.Dpo, 1_000_000_000)]
    public void Presets_AnyMethodAndSize_AreValid(TrainingMethod method, long parameters)
    {
        foreach (var context in new[] { 128, 1024, 32_768 })
        {
            foreach (var longest in new[] { 0, 17, 5000 })
            {
                foreach (var tokens in new long[] { 0, 2000, 100_000_000 }) Assert.Empty(TrainingPresets.Choose(method, parameters, context, new DataAmount(tokens / 100, tokens, longest)).Settings.Validate());
            }
        }
    }

    [Fact]
    public void Presets_FewTokens_MakeAHundredStepsWhereRowsAllowIt()
    {
        var settings = TrainingPresets.Choose(TrainingMethod.Lora, 5_000_000, 1024, new DataAmount(5000, 30_000, 60)).Settings;
        Assert.Equal(64, settings.SequenceLength);
        Assert.InRange(30_000 * 3 / settings.BatchTokens, 50, 400);
    }

    [Fact]
    public void Presets_ByTheAmountOfData_SeeFewRowsOftenAndSayWhy()
    {
        static ChosenSettings Of(long rows) => TrainingPresets.Choose(TrainingMethod.Lora, 5_000_000, 1024, new DataAmount(rows, rows * 60));
        Assert.Equal([10.0, 6, 3, 2, 1], new long[] { 50, 500, 5000, 50_000, 500_000 }.Select(rows => Of(rows).Settings.Epochs!.Value));
        var few = Of(500);
        Assert.Contains("500 rows are few", few.Why["epochs"], StringComparison.Ordinal);
        Assert.True(few.Settings.EarlyStopPatience > 0 && Of(5000).Settings.EarlyStopPatience == 0);
        Assert.All(few.Why.Keys, key => Assert.Contains(TrainingFields.All, f => f.Name == key));
    }

    [Fact]
    public void Validate_ManyFaults_NamesEach()
    {
        var problems = (LoopSetup.Settings with { Steps = 5, Epochs = 1, SequenceLength = 0, GradientAccumulation = 3, Beta1 = 1, LoraTargets = ["q_proj", "nose"], KeepCheckpoints = 0 }).Validate(ranks: 2);
        Assert.Equal(["Beta1", "Epochs", "GradientAccumulation", "KeepCheckpoints", "LoraTargets", "SequenceLength"], problems.Select(p => p.Field).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("nose", problems.Single(p => p.Field == "LoraTargets").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_OnlySomeFields_KeepsTheOthersDefaults()
    {
        var read = JsonSerializer.Deserialize("""{"steps":5,"method":"Full"}""", ManifestJson.Default.TrainingSettings)!;
        Assert.Equal(new TrainingSettings(TrainingMethod.Full, Steps: 5), read);
    }
}
