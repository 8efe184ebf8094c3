using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Onebox.Api;
using Onebox.Api.Tasks;
using Onebox.Console.Parts;
using Onebox.Console.Tasks;

namespace Onebox.Console.Tests.Parts;

public sealed class PartsTests : BunitContext
{
    public PartsTests()
    {
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void ProblemAlert_WithARemedy_SaysBothAndOffersARetry()
    {
        var retried = false;
        var alert = Render<ProblemAlert>(p => p
            .Add(a => a.Problem, new ProblemDetails { Code = "model.not_found", Detail = "There is no model x.", Remedy = "List them." })
            .Add(a => a.OnRetry, EventCallback.Factory.Create(this, () => retried = true)));
        Assert.Equal("There is no model x.", alert.Find("[role=alert] strong").TextContent);
        Assert.Contains("List them.", alert.Markup, StringComparison.Ordinal);
        alert.Find("button").Click();
        Assert.True(retried);
    }

    [Fact]
    public void ProblemAlert_WithoutAProblem_IsNotThere() => Assert.Equal("", Render<ProblemAlert>().Markup.Trim());

    [Theory]
    [InlineData("Ready", "good")]
    [InlineData("fits-if", "warn")]
    [InlineData("does-not-fit", "bad")]
    [InlineData("Starting", "busy")]
    [InlineData("Stopped", "calm")]
    public void StateChip_ForEachKindOfState_HasItsTone(string state, string tone) =>
        Assert.Contains(tone, Render<StateChip>(p => p.Add(c => c.State, state)).Find(".ob-chip").ClassList);

    [Fact]
    public void Meter_OfALargerWhole_DrawsSharesOfTheWhole()
    {
        Meter.Part[] parts = [new("Leased", 25, "25 GiB", "one"), new("Free", 75, "75 GiB", "free")];
        var meter = Render<Meter>(p => p.Add(m => m.Parts, parts).Add(m => m.Total, 100d));
        Assert.Equal("width:25%", meter.Find(".ob-part").GetAttribute("style"));
        Assert.Equal("Leased 25 GiB, Free 75 GiB", meter.Find("[role=img]").GetAttribute("aria-label"));
    }

    [Fact]
    public void TaskBar_OfAMeasuredStep_ShowsRateAndRest()
    {
        var bar = Render<TaskBar>(p => p.Add(b => b.Progress, new TaskProgress("copying", 512, 1024, "bytes", 256, 2)));
        Assert.Equal("0.5", bar.Find("progress").GetAttribute("value"));
        Assert.Contains("512 B of 1 KiB · 256 B/s · about 2 s left", bar.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void TaskBar_WithoutATotal_ClaimsNoShare() =>
        Assert.False(Render<TaskBar>(p => p.Add(b => b.Progress, new TaskProgress("looking", 3, null, "files", null, null))).Find("progress").HasAttribute("value"));
}
