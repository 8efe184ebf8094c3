using Microsoft.Playwright;
using Onebox.Api.Models;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>The main path without a mouse.</summary>
[Collection(Boxes.Own)]
public sealed class KeyboardTests(Visit visit) : IClassFixture<Visit>
{
    [Fact]
    public async Task Keyboard_Alone_SignsInFindsAModelDeploysItAndChats()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var (client, stop) = (visit.Box.Client, TestContext.Current.CancellationToken);
        var file = Path.Combine(visit.Box.Folder, "noise.gguf");
        RandomModels.WriteGenerator(file);
        await client.Tasks.WaitAsync((await client.Models.ImportAsync(new ImportModelRequest("noise", file), stop)).TaskId, cancellation: stop);
        var visited = await visit.PageAsync();
        var (page, keys) = (visited.Page, visited.Page.Keyboard);

        // The link signs in; a password can wait.
        await page.GotoAsync(await visit.OwnerLinkAsync());
        await Expect(page.GetByLabel("New password")).ToBeFocusedAsync();
        await Keys.TabToAsync(page, page.Locator("#later"));
        await keys.PressAsync("Enter");
        await page.Locator(".ob-frame h1").First.WaitForAsync();

        // The search, by either of its keys; Escape closes it.
        await page.Locator("html[data-keys]").WaitForAsync();
        await keys.PressAsync("Control+k");
        await Expect(page.Locator("#ob-search-text")).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(page.Locator("#ob-search")).ToBeHiddenAsync();
        await FindAsync(page, "po", "Pool");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Pool", Level = 1 })).ToBeVisibleAsync();
        await FindAsync(page, "noise", "noise");
        await Expect(page).ToHaveURLAsync($"{visit.Address}/models/noise");

        // Deploy it with a setting of one's own.
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Keys.TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }));
        await keys.PressAsync("Enter");
        await Keys.TabToAsync(page, dialog.GetByLabel("Context of each sequence (tokens)"));
        await keys.TypeAsync("256");
        await Keys.TabToAsync(page, dialog.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }));
        await keys.PressAsync("Enter");
        var tasks = page.GetByRole(AriaRole.Region, new() { Name = "Tasks" });
        await Expect(tasks.GetByText("succeeded").Nth(1)).ToBeVisibleAsync(new() { Timeout = 90_000 });
        await Keys.TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Close the tasks" }));
        await keys.PressAsync("Enter");
        await Expect(tasks).ToBeHiddenAsync();

        // Chat: one types at once.
        await FindAsync(page, "chat", "Chat");
        await Expect(page.Locator("#ob-ask")).ToBeFocusedAsync();
        await keys.TypeAsync("Once");
        await keys.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "The model" }).GetByText("tok/s")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        Assert.Empty(visited.Errors);
    }

    private static async Task FindAsync(IPage page, string text, string name)
    {
        await page.Keyboard.PressAsync("/");
        await Expect(page.Locator("#ob-search-text")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(text);
        // What is listed until then answers the text before.
        await Expect(page.Locator("#ob-hit-0 .ob-hit-name")).ToHaveTextAsync(name);
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowUp");
        await page.Keyboard.PressAsync("Enter");
    }
}
