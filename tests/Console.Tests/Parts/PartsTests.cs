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

    [Fact]
    public void Listing_WhileItLoads_HoldsThePlaceOfItsRows()
    {
        var listing = Render<Listing>(p => p.Add(l => l.Loaded, false).Add(l => l.Problem, null).Add(l => l.Rows, 3).Add(l => l.IsEmpty, true).Add(l => l.Empty, "nothing").Add(l => l.ChildContent, "rows"));
        Assert.Equal(3, listing.Find("[role=status]").Children.Length);
        Assert.DoesNotContain("nothing", listing.Markup, StringComparison.Ordinal);
        listing.Render(p => p.Add(l => l.Loaded, true).Add(l => l.IsEmpty, false));
        Assert.Equal("rows", listing.Markup.Trim());
    }

    [Fact]
    public void Choice_OfAnother_SaysSoAndIsPressed()
    {
        var chosen = "a";
        var choice = Render<Choice<string>>(p => p.Add(c => c.Items, [("a", "First"), ("b", "Second")]).Add(c => c.Value, "a").Add(c => c.Label, "Which").Add(c => c.Count, v => v == "b" ? 1200 : null)
            .Add(c => c.ValueChanged, EventCallback.Factory.Create<string>(this, v => chosen = v)));
        var second = choice.FindAll("button")[1];
        Assert.Equal("false", second.GetAttribute("aria-pressed"));
        second.Click();
        Assert.Equal("b", chosen);
        choice.Render(p => p.Add(c => c.Value, "b"));
        Assert.Equal("true", choice.FindAll("button")[1].GetAttribute("aria-pressed"));
    }
}
