using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>Every page opens on a desk and on a phone, without an error, without asking another machine, no wider than the screen, and so that all of it can be read and named.</summary>
[Collection(Visit.OneAtATime)]
public sealed class EveryPageTests(Visit visit) : IClassFixture<Visit>
{
    private static readonly string[] Pages =
    [
        "/", "/chat", "/knowledge", "/models", "/models/presets", "/models/advice", "/datasets", "/datasets/import", "/predictions", "/training", "/training/new", "/evaluations", "/promotions", "/deployments", "/routes", "/engines", "/requests", "/pool", "/tasks", "/access", "/access/keys", "/access/audit",
    ];

    [Theory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task Pages_OfAnEmptyBox_OpenCleanly(int width, int height, ColorScheme scheme)
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var visited = await visit.OwnerAsync(width: width, height: height);
        await visited.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        foreach (var address in Pages) await Sight.CheckAsync(visited.Page, visit.Address + address);
        Assert.Empty(visited.AskedElsewhere);
        Assert.Empty(visited.Errors);
    }

    [Fact]
    public async Task Page_OfSomethingThatIsNotThere_SaysSo()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var page = (await visit.OwnerAsync()).Page;
        await page.GotoAsync($"{visit.Address}/models/nothing-like-it");
        await Expect(page.Locator("main [role=alert]")).ToContainTextAsync("nothing-like-it");
    }
}
