using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Onebox.Api.Evaluation;
using Onebox.Console.Evaluations;

namespace Onebox.Console.Tests.Evaluations;

public sealed class JudgedCardTests : BunitContext
{
    public JudgedCardTests()
    {
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Theory]
    [InlineData(0.55, 0.8, "better", "good")]
    [InlineData(0.2, 0.45, "worse", "bad")]
    [InlineData(0.4, 0.6, "no clear difference", "calm")]
    public void Verdict_GoesByTheWholeInterval(double low, double high, string verdict, string tone)
    {
        var chip = Render<JudgedCard>(p => p.Add(c => c.Judged, Judged(low, high))).Find(".ob-chip");
        Assert.Contains(verdict, chip.TextContent, StringComparison.Ordinal);
        Assert.Contains(tone, chip.ClassList);
    }

    [Fact]
    public void Judge_ThatGoesByThePlace_IsCalledThat()
    {
        var biased = Render<JudgedCard>(p => p.Add(c => c.Judged, Judged(0.4, 0.6) with { FirstPlace = 9, PositionBias = true, PositionBiasPValue = 0.004 }));
        Assert.Contains("goes by the place", biased.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("goes by the place", Render<JudgedCard>(p => p.Add(c => c.Judged, Judged(0.4, 0.6))).Markup, StringComparison.Ordinal);
    }

    private static JudgeSummary Judged(double low, double high) => new("own", "judge", "base", "candidate", 20, 8, 3, 5, 2, 1, 1, 0, 0, (low + high) / 2, 0.05, low, high, null, false);
}
