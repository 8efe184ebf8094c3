using Microsoft.Playwright;
using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>Evaluate, look at what changed, promote, and roll back, in a real browser on a real box with a real model.</summary>
[Collection(Visit.OneAtATime)]
public sealed class EvaluationPathTests(Visit visit) : IClassFixture<Visit>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 90_000 };

    [Fact]
    public async Task Engineer_WithTwoDeployments_EvaluatesPromotesAndRollsBack()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var (model, questions) = (SharedData.Find("stories260K.gguf"), SharedData.Find("gsm8k.test.jsonl"));
        Assert.SkipWhen(model is null || questions is null, "shared/data is not here");
        var client = visit.Box.Client;
        var stop = TestContext.Current.CancellationToken;
        await client.Tasks.WaitAsync((await client.Models.ImportAsync(new ImportModelRequest("stories", model), stop)).TaskId, cancellation: stop);
        foreach (var (name, context) in new[] { ("steady", 512), ("candidate", 256) })
            await client.Tasks.WaitAsync((await client.Deployments.DeployAsync(new DeployRequest("stories", name, new DeploymentSettings { Threads = 1, ContextTokens = context, Parallel = 2 }), stop)).TaskId, cancellation: stop);
        await client.Deployments.PutRouteAsync("assistant", new PutRouteRequest([new RouteTarget("steady")]), stop);
        var page = (await visit.OwnerAsync()).Page;

        // Evaluate from the dialog.
        await page.GotoAsync($"{visit.Address}/evaluations");
        await page.GetByRole(AriaRole.Button, new() { Name = "New evaluation" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Tasks, one a line").FillAsync($"gsm8k:{questions}\nrobustness");
        await dialog.Locator(".mud-select").First.ClickAsync();
        foreach (var name in (string[])["steady", "candidate"]) await page.Locator(".mud-popover-open .mud-list-item").Filter(new() { HasText = name }).First.ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Items" }).FillAsync("4");
        await dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Examples" }).FillAsync("0");
        await dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Examples" }).BlurAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Evaluate", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Scores", Exact = true })).ToBeVisibleAsync(Patient);
        await Expect(page.GetByText("± ").First).ToBeVisibleAsync();
        await ShootAsync(page, "evaluation");

        // What changed, side by side.
        await page.GetByRole(AriaRole.Link, new() { Name = "the items that changed" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What changed" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await Expect(page.Locator(".ob-sides").First).ToBeVisibleAsync();
        await ShootAsync(page, "comparison");

        // Promote, then take it back after the question.
        await page.GotoAsync($"{visit.Address}/promotions");
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote a model" }).First.ClickAsync();
        await dialog.Locator(".mud-select").First.ClickAsync();
        await page.Locator(".mud-popover-open .mud-list-item").Filter(new() { HasText = "candidate" }).First.ClickAsync();
        await dialog.GetByRole(AriaRole.Textbox, new() { Name = "Route" }).FillAsync("assistant");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Promote", Exact = true }).ClickAsync();
        await Expect(page.GetByText("moved", new() { Exact = true }).First).ToBeVisibleAsync(Patient);
        Assert.Equal("candidate", await LeadsToAsync(client));
        if (await page.GetByRole(AriaRole.Button, new() { Name = "Close the tasks" }).IsVisibleAsync()) await page.GetByRole(AriaRole.Button, new() { Name = "Close the tasks" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll assistant back" }).ClickAsync();
        await ShootAsync(page, "rollback");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back", Exact = true }).ClickAsync();
        await Expect(page.GetByText("back to steady")).ToBeVisibleAsync(Patient);
        Assert.Equal("steady", await LeadsToAsync(client));
        await ShootAsync(page, "promotions");
    }

    private static async Task<string> LeadsToAsync(Api.Client.OneboxClient client) =>
        (await client.Deployments.RoutesAsync()).Items.Single(r => r.Name == "assistant").Targets.Single(t => t.Weight > 0).Deployment;

    /// <summary>Pictures for whoever wants to look: light, dark, and as wide as a phone, in the folder that the environment names.</summary>
    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ONEBOX_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-dark.png") });
        await page.SetViewportSizeAsync(390, 844);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-390.png") });
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
