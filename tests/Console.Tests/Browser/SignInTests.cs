using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

[Collection(Boxes.Empty)]
public sealed class SignInTests(Visit visit)
{
    [Fact]
    public async Task Page_WithoutASignIn_LeadsToTheSignInAndBack()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var page = (await visit.PageAsync()).Page;
        await page.GotoAsync($"{visit.Address}/pool");
        await Expect(page).ToHaveURLAsync($"{visit.Address}/sign-in?returnTo=%2Fpool");
        await Expect(page.GetByLabel("Name")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Link_Used_OffersAPasswordThatSignsInAgain()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var page = (await visit.PageAsync()).Page;
        var link = await visit.OwnerLinkAsync();
        await page.GotoAsync(link);
        await page.Locator("#new-password").FillAsync("correct horse battery");
        await page.Locator("#again").FillAsync("correct horse battery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set the password" }).ClickAsync();
        await Expect(page.Locator(".ob-frame h1")).ToBeVisibleAsync();
        Assert.DoesNotContain("#", page.Url, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "You" }).ClickAsync();
        await page.GetByText("Sign out").ClickAsync();
        await page.GetByLabel("Name").FillAsync("owner");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("correct horse battery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator(".ob-frame h1")).ToBeVisibleAsync();

        // The link worked once.
        var stranger = (await visit.PageAsync()).Page;
        await stranger.GotoAsync(link);
        await Expect(stranger.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(stranger.GetByLabel("Name")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    public async Task ReturnTo_AnotherMachine_IsNotFollowed(string target)
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var visited = await visit.PageAsync();
        var link = new Uri(await visit.OwnerLinkAsync());
        await visited.Page.GotoAsync($"{visit.Address}/sign-in?returnTo={Uri.EscapeDataString(target)}{link.Fragment}");
        await visited.Page.Locator("#later").Or(visited.Page.Locator(".ob-frame h1")).First.WaitForAsync();
        if (await visited.Page.Locator("#later").IsVisibleAsync()) await visited.Page.Locator("#later").ClickAsync();
        await Expect(visited.Page.Locator(".ob-frame h1")).ToBeVisibleAsync();
        Assert.Empty(visited.AskedElsewhere);
    }
}
