using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>Every page opens on a desk and on a phone, without an error, without asking another machine, no wider than the screen, and so that all of it can be read and named.</summary>
[Collection(Boxes.Empty)]
public sealed class EveryPageTests(Visit visit)
{
    private static readonly string[] Pages =
    [
        "/", "/chat", "/knowledge", "/models", "/models/presets", "/models/advice", "/datasets", "/datasets/import", "/predictions", "/training", "/training/new", "/evaluations", "/promotions", "/deployments", "/routes", "/engines", "/requests", "/pool", "/tasks", "/access", "/access/keys", "/access/audit",
    ];

    [Fact]
    public async Task Pages_OnADesk_OpenCleanlyFromTheirAddress()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var visited = await visit.OwnerAsync();
        foreach (var address in Pages) await Sight.CheckOpenedAsync(visited.Page, visit.Address + address);
        Assert.Empty(visited.AskedElsewhere);
        Assert.Empty(visited.Errors);
    }

    [Fact]
    public async Task Pages_OnAPhoneInTheDark_OpenCleanlyOneAfterTheOther()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var visited = await visit.OwnerAsync(width: 390, height: 844);
        await visited.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        foreach (var address in Pages.Skip(1)) await Sight.CheckAsync(visited.Page, visit.Address + address);
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
