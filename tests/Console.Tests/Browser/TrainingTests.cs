using System.Globalization;
using Microsoft.Playwright;
using Onebox.Api.Datasets;
using Onebox.Api.Models;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>The wizard and the page of a run, in a real browser on a real box that really trains.</summary>
[Collection(Visit.OneAtATime)]
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

        var visited = await visit.OwnerAsync();
        var page = visited.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Training" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New run" }).First.ClickAsync();

        // Everything but the name is filled in; what is open is said, and the need is known.
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Still open" })).ToContainTextAsync("name");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What it needs" }).GetByText("fits", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByLabel("Name").FillAsync("tom-1");
        await page.GetByText("Full", new() { Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "The same in a terminal" })).ToContainTextAsync("--method full --name tom-1");
        await page.GetByLabel("Epochs").FillAsync("many");
        await Expect(page.GetByText("epochs cannot be 'many'").First).ToBeVisibleAsync();
        await page.GetByLabel("Epochs").FillAsync("2");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Still open" })).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Recipe", new() { Exact = true })).ToContainTextAsync("epochs: 2");
        await SnapAsync(page, "wizard");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();

        // The page of the run, until it is done.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "tom-1" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Next step" })).ToBeVisibleAsync(Patient);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Curves" }).Locator("polyline").First).ToBeVisibleAsync();
        await Expect(page.GetByText("latest", new() { Exact = true })).ToBeVisibleAsync();
        await SnapAsync(page, "run");
        await page.GotoAsync($"{visit.Address}/training");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "tom-1" })).ToBeVisibleAsync();

        var phone = (await visit.OwnerAsync(width: 390, height: 844)).Page;
        foreach (var address in new[] { "/training", "/training/new", "/training/tom-1" })
        {
            await phone.GotoAsync(visit.Address + address);
            await Expect(phone.Locator("main h1").First).ToBeAttachedAsync();
            await Expect(phone.Locator("main .ob-waiting")).ToHaveCountAsync(0);
            Assert.True(await phone.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth") <= 0, $"{address} is wider than a phone");
            await SnapAsync(phone, "phone" + address.Replace('/', '-'));
        }

        Assert.Empty(visited.AskedElsewhere);
        Assert.Empty(visited.Errors);
    }

    /// <summary>For whoever wants to look: pictures where the environment names a folder for them.</summary>
    private static async Task SnapAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ONEBOX_SCREENSHOTS") is not { Length: > 0 } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + "-dark.png"), FullPage = true });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
