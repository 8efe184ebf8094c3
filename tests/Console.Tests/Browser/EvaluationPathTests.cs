using Microsoft.Playwright;
using Onebox.Api.Datasets;
using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Api.Prediction;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>Evaluate, look at what changed, promote, and roll back, in a real browser on a real box with a real model.</summary>
[Collection(Boxes.Own)]
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
        var rows = Path.Combine(visit.Box.Folder, "openings.jsonl");
        var stop = TestContext.Current.CancellationToken;
        await client.Tasks.WaitAsync((await client.Models.ImportAsync(new ImportModelRequest("stories", model), stop)).TaskId, cancellation: stop);
        foreach (var (name, context) in new[] { ("steady", 512), ("candidate", 256) })
            await client.Tasks.WaitAsync((await client.Deployments.DeployAsync(new DeployRequest("stories", name, new DeploymentSettings { Threads = 1, ContextTokens = context, Parallel = 2 }), stop)).TaskId, cancellation: stop);
        await client.Deployments.PutRouteAsync("assistant", new PutRouteRequest([new RouteTarget("steady")]), stop);
        var page = (await visit.OwnerAsync()).Page;

        // Under a licence that nobody knows: the model's page asks somebody to answer for it, and then says who did.
        await client.Tasks.WaitAsync((await client.Models.ImportAsync(new ImportModelRequest("borrowed", await UnderAnUnknownLicenceAsync(model, visit.Box.Folder)), stop)).TaskId, cancellation: stop);
        await page.GotoAsync($"{visit.Address}/models");
        await Expect(page.GetByText("licence to accept")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "borrowed", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Deploy", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "Licence of borrowed" })).ToContainTextAsync("Who accepts answers for its use");
        await Pictures.TakeAsync(page, "deploy-licence");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(dialog).ToHaveCountAsync(0);
        var licence = page.GetByRole(AriaRole.Region, new() { Name = "Licence of borrowed" });
        await Pictures.TakeAsync(page, "licence");
        await licence.GetByLabel("What the use rests on (optional)").FillAsync("Contract 4711");
        await licence.GetByRole(AriaRole.Button, new() { Name = "I have read it and accept" }).ClickAsync();
        await Expect(licence).ToContainTextAsync("owner answers for its use");
        await Expect(licence).ToContainTextAsync("Contract 4711");

        // Evaluate from the dialog.
        await page.GotoAsync($"{visit.Address}/evaluations");
        await page.GetByRole(AriaRole.Button, new() { Name = "New evaluation" }).First.ClickAsync();
        await dialog.GetByLabel("Tasks, one a line").FillAsync($"gsm8k:{questions}\nrobustness");
        foreach (var (place, name) in new[] { "steady", "candidate" }.Index()) await ChooseAsync(page, place, name);
        await page.Keyboard.PressAsync("Escape");
        await dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Items" }).FillAsync("4");
        await dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Examples" }).FillAsync("0");
        await dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "Examples" }).BlurAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Evaluate", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Scores", Exact = true })).ToBeVisibleAsync(Patient);
        await Expect(page.Locator("td.wide").GetByText("± ").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Accuracy" })).ToContainTextAsync("gsm8k");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Robustness" })).ToContainTextAsync("Prompt injection");
        await Pictures.TakeAsync(page, "evaluation");

        // Every item as one model answered it.
        await page.GetByRole(AriaRole.Link, new() { Name = "candidate", Exact = true }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "candidate: every item" })).ToBeVisibleAsync();
        await Expect(page.Locator(".ob-card").First).ToContainTextAsync("Answered");
        await Pictures.TakeAsync(page, "items");
        await page.GoBackAsync();

        // What changed, side by side.
        await page.GetByRole(AriaRole.Link, new() { Name = "the items that changed" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "What changed" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await Expect(page.Locator(".ob-sides").First).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "comparison");

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
        await Pictures.TakeAsync(page, "rollback");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back", Exact = true }).ClickAsync();
        await Expect(page.GetByText("back to steady")).ToBeVisibleAsync(Patient);
        Assert.Equal("steady", await LeadsToAsync(client));
        await Pictures.TakeAsync(page, "promotions");

        // Answers to a dataset, cut where they were to end, and said so.
        await File.WriteAllLinesAsync(rows, ["{\"prompt\":\"Once upon a time\",\"completion\":\"there was\"}", "{\"prompt\":\"Tom and Sue\",\"completion\":\"went out\"}"], stop);
        await client.Tasks.WaitAsync((await client.Datasets.ImportAsync(new ImportDatasetRequest("openings", Path: rows), stop)).TaskId, cancellation: stop);
        await client.Tasks.WaitAsync((await client.Predictions.StartAsync(new PredictRequest("assistant", "openings", MaxTokens: 6), stop)).TaskId, cancellation: stop);
        await page.GotoAsync($"{visit.Address}/predictions");
        await Expect(page.Locator(".ob-table")).ToContainTextAsync("2 cut");
        await Pictures.TakeAsync(page, "predictions");

        // What all of that left on the pages can be read, on a phone and in the dark too.
        var evaluation = (await client.Evaluations.ListAsync(cancellation: stop)).Items[^1].Id;
        var phone = (await visit.OwnerAsync(width: 390, height: 844)).Page;
        await phone.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        foreach (var address in (string[])["/", "/chat/steady", "/models", "/models/stories", "/evaluations", $"/evaluations/{evaluation}", $"/evaluations/{evaluation}/compare", $"/evaluations/{evaluation}/items", "/predictions", "/promotions", "/deployments", "/deployments/steady", "/routes", "/requests", "/pool", "/tasks"])
        {
            await Sight.CheckAsync(phone, visit.Address + address);
            await Pictures.TakeAsync(phone, "filled" + address.Replace(evaluation, "one", StringComparison.Ordinal).Replace('/', '-'));
        }
    }

    /// <summary>The model's file, saying <c>own</c> where it says <c>mit</c>.</summary>
    private static async Task<string> UnderAnUnknownLicenceAsync(string model, string folder)
    {
        var (bytes, file) = (await File.ReadAllBytesAsync(model), Path.Combine(folder, "borrowed.gguf"));
        var key = bytes.AsSpan().IndexOf("general.license"u8);
        var value = key + bytes.AsSpan(key).IndexOf("mit"u8);
        "own"u8.CopyTo(bytes.AsSpan(value));
        await File.WriteAllBytesAsync(file, bytes);
        return file;
    }

    private static async Task ChooseAsync(IPage page, int place, string name)
    {
        await Expect(page.Locator(".mud-popover-open")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Dialog).Locator(".mud-input-control.mud-select").Nth(place).ClickAsync();
        await page.Locator(".mud-popover-open .mud-list-item").Filter(new() { HasText = name }).First.ClickAsync();
    }

    private static async Task<string> LeadsToAsync(Api.Client.OneboxClient client) =>
        (await client.Deployments.RoutesAsync()).Items.Single(r => r.Name == "assistant").Targets.Single(t => t.Weight > 0).Deployment;
}
