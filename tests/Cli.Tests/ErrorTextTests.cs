using Onebox.Api;
using Onebox.Cli.Output;

namespace Onebox.Cli.Tests;

/// <summary>What somebody reads when a command fails.</summary>
public sealed class ErrorTextTests
{
    [Fact]
    public void Error_OfSeveralFaults_SaysEachOnce()
    {
        var problem = new ProblemDetails { Code = "training.invalid", Title = "", Detail = "Give the run a name. There is no model x.", Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["name"] = ["Give the run a name."], ["base"] = ["There is no model x."] } };
        Assert.Equal(["onebox: 2 things are wrong:", "  name: Give the run a name.", "  base: There is no model x."], ErrorText.LinesOf(problem, "onebox:"));
    }

    [Fact]
    public void Error_WhoseDetailSaysMoreThanItsFaults_KeepsIt()
    {
        var problem = new ProblemDetails { Code = "request.invalid", Title = "", Detail = "Nothing was changed.", Remedy = "Mend it.", Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["a"] = ["A."], ["b"] = ["B."] } };
        Assert.Equal(["onebox: Nothing was changed.", "  a: A.", "  b: B.", "  → Mend it."], ErrorText.LinesOf(problem, "onebox:"));
        var alone = new ProblemDetails { Code = "request.invalid", Title = "", Detail = "A.", Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["a"] = ["A."] } };
        Assert.Equal(["onebox: A."], ErrorText.LinesOf(alone, "onebox:"));
    }
}
