using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Onebox.Api.Datasets;
using Onebox.Api.Models;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>The wizard and the page of a run, in a real browser on a real box that really trains.</summary>
[Collection(Boxes.Own)]
public sealed class TrainingTests(Visit visit) : IClassFixture<Visit>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 120_000 };

    [Fact]
    public async Task Engineer_WithAModelAndADataset_TrainsByTheWizardAndSeesItLearn()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var stories = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(stories is null, "shared/data/stories260K.gguf is not here");
        var (client, cancellation) = (visit.Box.Client, TestContext.Current.CancellationToken);
        await client.Tasks.WaitAsync((await client.Models.ImportAsync(new ImportModelRequest("stories", stories), cancellation)).TaskId, cancellation: cancellation);
        var rows = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".jsonl");
        await File.WriteAllLinesAsync(rows, Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"prompt":"Who is number {{i}}?","completion":"It is Tom the cat."}""")), cancellation);
        await client.Tasks.WaitAsync((await client.Datasets.ImportAsync(new ImportDatasetRequest("tom", Path: rows), cancellation)).TaskId, cancellation: cancellation);
        File.Delete(rows);

        // What the model will see of the rows, and what it learns of that.
        var visited = await visit.OwnerAsync();
        var page = visited.Page;
        await page.GotoAsync($"{visit.Address}/datasets/tom");
        await Controls.ChooseAsync(page.Locator("main"), "As seen by", "chatml");
        var seen = page.GetByRole(AriaRole.Region, new() { Name = "Rows" });
        await Expect(seen.Locator("pre mark").First).ToContainTextAsync("It is Tom the cat.");
        await Expect(seen.Locator("pre").First).ToContainTextAsync("<|im_start|>user");

        await page.GetByRole(AriaRole.Link, new() { Name = "Training" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New run" }).First.ClickAsync();

        // Everything is filled in, a name that is free too; the need is known.
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("tom-1");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What it needs" }).GetByText("fits", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByLabel("Name").FillAsync("");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Still open" })).ToContainTextAsync("name");
        await page.GetByLabel("Name").FillAsync("tom-1");
        await page.GetByText("Full", new() { Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "The same in a terminal" })).ToContainTextAsync("--method full --name tom-1");
        await page.GetByLabel("Epochs").FillAsync("many");
        await Expect(page.GetByText("epochs cannot be 'many'").First).ToBeVisibleAsync();
        await page.GetByLabel("Epochs").FillAsync("500");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Still open" })).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Recipe", new() { Exact = true })).ToContainTextAsync("epochs: 500");
        await Pictures.TakeAsync(page, "wizard");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();

        // The page of the run, until it is done.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "tom-1" })).ToBeVisibleAsync();
        await EndSoonerAsync(page);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Next step" })).ToBeVisibleAsync(Patient);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Curves" }).Locator("polyline").First).ToBeVisibleAsync();
        await Expect(page.GetByText("latest", new() { Exact = true })).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "run");

        // What comes next: both models answer the rows that were kept for testing, then the route, with a gate that says "clearly better".
        var next = page.GetByRole(AriaRole.Region, new() { Name = "Next step" });
        await next.GetByRole(AriaRole.Button, new() { Name = "Evaluate" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.GetByLabel("Tasks, one a line")).ToHaveValueAsync("dataset:tom");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Evaluate", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Scores", Exact = true })).ToBeVisibleAsync(Patient);
        await page.GotoAsync($"{visit.Address}/training/tom-1");
        await Expect(next.GetByRole(AriaRole.Link, new() { Name = "see what changed" })).ToBeVisibleAsync();
        await next.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Expect(dialog.GetByLabel("Gate")).ToHaveValueAsync(new Regex("baseline: 'stories'"));
        await Pictures.TakeAsync(page, "next");
        await page.Keyboard.PressAsync("Escape");

        // The model goes elsewhere as a file.
        var file = Path.Combine(visit.Box.Folder, "tom.gguf");
        await page.GotoAsync($"{visit.Address}/models/tom-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await dialog.GetByLabel("File on the box").FillAsync(file);
        await Expect(dialog.GetByLabel("Command", new() { Exact = true })).ToHaveTextAsync($"onebox models export tom-1 --format gguf --out {file}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("Written to", new() { Timeout = 60_000 });
        Assert.True(File.Exists(file));
        await Pictures.TakeAsync(page, "export");

        await page.GotoAsync($"{visit.Address}/training");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "tom-1" })).ToBeVisibleAsync();

        var phone = (await visit.OwnerAsync(width: 390, height: 844)).Page;
        foreach (var address in new[] { "/training", "/training/new", "/training/tom-1", "/models/tom-1", "/datasets/tom" })
        {
            await Sight.CheckAsync(phone, visit.Address + address);
            await Pictures.TakeAsync(phone, "phone" + address.Replace('/', '-'));
        }

        Assert.Empty(visited.AskedElsewhere);
        Assert.Empty(visited.Errors);
    }

    /// <summary>The run would go on for minutes; its end is moved to a step that comes in a moment.</summary>
    private static async Task EndSoonerAsync(IPage page)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(page.Locator(".ob-stat b").First).ToHaveTextAsync(new Regex(@"^[1-9][\d,]* / "), new() { Timeout = 120_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Move the end" }).ClickAsync();
        var now = int.Parse(Regex.Match(await dialog.GetByText("It is at step").InnerTextAsync(), @"step ([\d,]+)").Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        await Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Set the end" })).ToBeDisabledAsync();
        var end = now + 60;
        await dialog.GetByLabel("Last step").FillAsync(end.ToString(CultureInfo.InvariantCulture));
        await Pictures.TakeAsync(page, "end");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Set the end" }).ClickAsync();
        await Expect(page.Locator(".ob-stat b").First).ToHaveTextAsync(new Regex($" / {end:N0}$"));
    }
}
