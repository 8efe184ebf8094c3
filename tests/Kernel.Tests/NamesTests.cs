using CsCheck;

namespace Onebox.Kernel.Tests;

public sealed class NamesTests
{
    [Theory]
    [InlineData("stories", true)]
    [InlineData("qwen2.5-7b-instruct:Q4_K_M", true)]
    [InlineData("7b", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("-rf", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("name\n", false)]
    [InlineData("modèle", false)]
    public void IsValid_ByTheRule(string? name, bool expected) => Assert.Equal(expected, Names.IsValid(name));

    [Fact]
    public void From_AnyText_IsValidOrNothing() => Gen.String.Sample(text => Names.From(text) is not { } name || Names.IsValid(name));

    [Fact]
    public void Validation_SeveralErrors_TellsAllAtOnce()
    {
        var error = Assert.Throws<ProblemException>(() => new Validation()
            .Require(false, "name", "Name it.").Require(true, "fine", "never").Require(false, "port", "Below 65536.").Require(false, "port", "Above 0.").ThrowIfInvalid());
        Assert.Equal(["name", "port"], error.Problem.Errors!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, error.Problem.Errors["port"].Length);
        Assert.Equal(400, error.Problem.Status);
    }
}
