using CsCheck;
using Onebox.Models.Loop;
using Onebox.Training.Planning;
using TrainingPlan = Onebox.Training.Planning.TrainingPlan;

namespace Onebox.Training.Tests.Planning;

public sealed class RecipeTests
{
    [Fact]
    public void Reader_AWholeRecipe_TakesEveryPart()
    {
        var errors = new Errors();
        var recipe = RecipeReader.Read(
            """
            name: faq-1
            base: onebox-tiny
            method: lora
            datasets: [faq@2, more]
            loss: answers
            data:
              train: [a.jsonl, b.jsonl]
              validation: v.jsonl
            settings:
              epochs: 3
              loraTargets: [q_proj, v_proj]
            """, errors);
        Assert.False(errors.Any);
        Assert.Equal(("faq-1", "onebox-tiny", "lora", "answers"), (recipe.Name, recipe.Base, recipe.Method, recipe.Loss));
        Assert.Equal(["faq@2", "more"], recipe.Datasets);
        Assert.Equal(["a.jsonl", "b.jsonl"], recipe.TrainFiles);
        Assert.Equal(["v.jsonl"], recipe.ValidationFiles);
        Assert.Equal("3", recipe.Settings["epochs"]);
        Assert.Equal("q_proj,v_proj", recipe.Settings["loraTargets"]);
    }

    [Fact]
    public void Reader_UnknownKeysAndWrongShapes_AreAllNamedWithTheirLines()
    {
        var errors = new Errors();
        RecipeReader.Read("name: a\nbasis: b\nsettings: 3\n", errors);
        var noted = errors.All["recipe"];
        Assert.Contains(noted, m => m.Contains("'basis'", StringComparison.Ordinal) && m.Contains("line 2", StringComparison.Ordinal));
        Assert.Contains(noted, m => m.Contains("line 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Reader_AMistypedKeyInData_NamesTheNearOneAndTheLine()
    {
        var errors = new Errors();
        RecipeReader.Read("name: a\ndata: {trian: x}\n", errors);
        var said = Assert.Single(errors.All["recipe"]);
        Assert.Contains("'trian'", said, StringComparison.Ordinal);
        Assert.Contains("did you mean train?", said, StringComparison.Ordinal);
        Assert.Contains("line 2", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: [")]
    [InlineData("- just\n- a list")]
    [InlineData("")]
    [InlineData("&a [*a]")]
    public void Reader_NoRecipe_SaysSo(string yaml)
    {
        var errors = new Errors();
        RecipeReader.Read(yaml, errors);
        Assert.True(errors.Any);
    }

    [Fact]
    public void Reader_AnyText_NotesAndNeverThrows() =>
        Gen.String[Gen.Char["ab:[]{}&*!|>-\n\t \"'#%@`,?0"], 0, 80].Sample(text => { RecipeReader.Read(text, new Errors()); }, iter: 2000);

    [Fact]
    public void Writer_APlan_IsReadBackAsTheSameSettings()
    {
        var plan = new TrainingPlan
        {
            Name = "faq-1",
            Base = new PlannedBase("mdl_1", "base: odd name", "hash", "gguf", "/m", ["/m/a.gguf"], "F16", 1000),
            Data = [new PlannedData("faq", "dst_1", "2", "h", "/d/rows.jsonl", null), new PlannedData("x.jsonl", null, null, "h", "/files/with space.jsonl", "train")],
            Settings = new TrainingSettings(TrainingMethod.Lora, Epochs: 2.5, LearningRate: 3e-4, LoraTargets: ["q_proj", "v_proj"], Seed: 7),
            AnswersOnly = true,
        };
        var errors = new Errors();
        var recipe = RecipeReader.Read(RecipeWriter.Write(plan), errors);
        var settings = SettingText.Apply(new TrainingSettings(TrainingMethod.Lora, Epochs: 1), recipe.Settings, errors);
        Assert.False(errors.Any, string.Join(' ', errors.All.SelectMany(e => e.Value)));
        Assert.Equal(SettingText.ToText(plan.Settings), SettingText.ToText(settings));
        Assert.Equal("base: odd name", recipe.Base);
        Assert.Equal(["faq@2"], recipe.Datasets);
        Assert.Equal(["/files/with space.jsonl"], recipe.TrainFiles);
    }
}
