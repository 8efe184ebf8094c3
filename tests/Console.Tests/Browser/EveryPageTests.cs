using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>Every page opens on a desk and on a phone, without an error, without asking another machine, and no wider than the screen.</summary>
[Collection(Visit.OneAtATime)]
public sealed class EveryPageTests(Visit visit) : IClassFixture<Visit>
{
    private static readonly string[] Pages =
    [
        "/", "/chat", "/knowledge", "/models", "/models/presets", "/models/advice", "/datasets", "/datasets/import", "/training", "/training/new", "/evaluations", "/promotions", "/deployments", "/routes", "/engines", "/requests", "/pool", "/tasks", "/access", "/access/keys", "/access/audit",
    ];

    [Theory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Pages_OfAnEmptyBox_OpenCleanly(int width, int height)
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var visited = await visit.OwnerAsync(width: width, height: height);
        foreach (var address in Pages)
        {
            await visited.Page.GotoAsync(visit.Address + address);
            await Expect(visited.Page.Locator("main h1").First).ToBeAttachedAsync();
            await Expect(visited.Page.Locator("main .ob-waiting")).ToHaveCountAsync(0);
            await Expect(visited.Page.Locator("main .ob-problem")).ToHaveCountAsync(0);
            var wide = await visited.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            Assert.True(wide <= 0, $"{address} is {wide} pixels wider than {width}");
        }

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
