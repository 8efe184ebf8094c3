using Microsoft.Playwright;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>From an empty box to an answer, and to a key, in a real browser on a real box with a real model.</summary>
[Collection(Boxes.Own)]
public sealed class MainPathTests(Visit visit) : IClassFixture<Visit>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 90_000 };

    [Fact]
    public async Task Owner_WithAModelFile_ImportsFitsDeploysAndChats()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var model = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(model is null, "shared/data/stories260K.gguf is not here");
        var visited = await visit.OwnerAsync();
        var page = visited.Page;

        // Home teaches the first step.
        await page.GetByRole(AriaRole.Link, new() { Name = "Import a model" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Models", Exact = true })).ToBeVisibleAsync();

        // Import by path.
        await page.GetByRole(AriaRole.Button, new() { Name = "Import a model" }).First.ClickAsync();
        await page.GetByLabel("Path on the box").FillAsync(model);
        await page.GetByLabel("Name on this box (optional)").FillAsync("stories");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();

        // The task panel opens and tells how it goes.
        var tasks = page.GetByRole(AriaRole.Region, new() { Name = "Tasks" });
        await Expect(tasks.GetByText("succeeded").First).ToBeVisibleAsync(Patient);
        await page.GetByRole(AriaRole.Button, new() { Name = "Close the tasks" }).ClickAsync();

        // Its page: it fits.
        await page.GetByRole(AriaRole.Link, new() { Name = "stories", Exact = true }).ClickAsync();
        var fit = page.GetByRole(AriaRole.Region, new() { Name = "Does it fit?" });
        await Expect(fit.Locator(".ob-card-head").GetByText("fits", new() { Exact = true })).ToBeVisibleAsync();
        await fit.GetByText("The arithmetic").ClickAsync();
        await Expect(fit.Locator("details li").First).ToBeVisibleAsync();

        // Deploy with a small context and one thread.
        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Context of each sequence (tokens)").FillAsync("512");
        await dialog.GetByLabel("Sequences at once").FillAsync("2");
        await dialog.GetByText("More settings").ClickAsync();
        await dialog.GetByLabel("Threads").FillAsync("1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Tasks" }).GetByText("succeeded").Nth(1)).ToBeVisibleAsync(Patient);
        await page.GetByRole(AriaRole.Button, new() { Name = "Close the tasks" }).ClickAsync();

        // Chat.
        await page.GotoAsync($"{visit.Address}/chat/stories");
        await page.GetByRole(AriaRole.Button, new() { Name = "Settings of this conversation" }).ClickAsync();
        await page.GetByLabel("Longest answer (tokens)").FillAsync("24");
        await page.GetByLabel("Longest answer (tokens)").BlurAsync();
        await page.GetByLabel("Your message").FillAsync("Once upon a time, there was a little girl named");
        await page.GetByLabel("Your message").PressAsync("Enter");
        var answer = page.GetByRole(AriaRole.Article, new() { Name = "The model" });
        await Expect(answer.GetByText("tok/s")).ToBeVisibleAsync(Patient);
        await Expect(answer.Locator(".ob-answer")).Not.ToBeEmptyAsync();

        // The conversation is still there after a reload, from the browser's own storage.
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "You" })).ToContainTextAsync("Once upon a time");

        // Its numbers are on the deployment's page.
        await page.GotoAsync($"{visit.Address}/deployments/stories");
        await Expect(page.Locator(".ob-table tbody tr").Nth(1)).ToContainTextAsync("24");

        Assert.Empty(visited.AskedElsewhere);
        Assert.Empty(visited.Errors);
    }

    [Fact]
    public async Task Owner_MakesAKey_SeesItOnceAndItWorks()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var page = (await visit.OwnerAsync()).Page;
        await page.GotoAsync($"{visit.Address}/access/keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("robot");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var secret = page.GetByRole(AriaRole.Region, new() { Name = "Key robot" }).Locator("code").First;
        await Expect(secret).ToContainTextAsync("ob_");
        var key = await secret.InnerTextAsync();

        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{visit.Address}/v1/models");
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");

        await page.ReloadAsync();
        await Expect(page.GetByText("robot").First).ToBeVisibleAsync();
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewer_FromGermany_SeesGermanNumbers()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var page = (await visit.OwnerAsync(locale: "de-DE")).Page;
        await page.GotoAsync($"{visit.Address}/pool");
        // "21,3 GiB free of 23,5 GiB": whole numbers have no comma, three figures in a row hardly ever are.
        var figures = page.GetByText("GiB").Filter(new() { HasText = "," });
        await Expect(figures.First).ToBeVisibleAsync();
    }
}
