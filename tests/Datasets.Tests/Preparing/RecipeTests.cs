using Onebox.Datasets.Preparing;
using Onebox.Kernel;

namespace Onebox.Datasets.Tests.Preparing;

public sealed class RecipeTests
{
    [Fact]
    public void Recipe_KeepsStepsNamedAndInOrder()
    {
        var recipe = RecipeReader.Read("""
            name: clean
            steps:
              - unicode
              - step: length
                name: not too short
                min: 5
              - step: length
                max: 100
              - length
            """);
        Assert.Equal([("unicode", "unicode"), ("not too short", "length"), ("length", "length"), ("length 2", "length")], recipe.Steps.Select(s => (s.Name, s.Kind)));
    }

    [Theory]
    [InlineData("steps: []", "list of 1 to 100")]
    [InlineData("steps:\n  - unicde", "line 2: there is no step 'unicde'")]
    [InlineData("steps:\n  - step: length\n    mim: 5", "'mim' is no setting of the step 'length'")]
    [InlineData("steps:\n  - step: length\n    min: five", "'min' is a number")]
    [InlineData("steps:\n  - step: language", "'keep' is a list of languages")]
    [InlineData("steps:\n  - step: language\n    keep: [en, klingon]", "klingon")]
    [InlineData("steps:\n  - step: near-duplicates\n    threshold: 2", "from 0.5 to 1")]
    [InlineData("stepps: []", "there is no key 'stepps' in a recipe (did you mean steps?)")]
    [InlineData("just text", "must be a mapping")]
    [InlineData("steps:\n  - [a", "line")]
    public void Recipe_ThatIsWrong_SaysWhere(string yaml, string expected)
    {
        var refusal = Assert.Throws<ProblemException>(() => RecipeReader.Read(yaml));
        Assert.Equal("recipe.invalid", refusal.Problem.Code);
        Assert.Contains(expected, refusal.Problem.Detail, StringComparison.Ordinal);
    }
}
