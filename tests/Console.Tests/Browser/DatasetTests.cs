using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>From a file on somebody's desk to a clean version, by hand.</summary>
[Collection(Boxes.Files)]
public sealed class DatasetTests(Visit visit)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 60_000 };
    private static readonly LocatorAssertionsToContainTextOptions PatientText = new() { Timeout = 60_000 };

    [Fact]
    public async Task Dataset_FromADroppedFile_IsRecognisedImportedSeenAndPrepared()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var visited = await visit.OwnerAsync();
        var page = visited.Page;
        var lines = Enumerable.Range(0, 60).Select(i => $"What is {i % 50} plus 1?,\"It is {(i % 50) + 1}. Ask help@example.com\"");
        var file = Path.Combine(Path.GetTempPath(), $"sums-{Environment.ProcessId}.csv");
        await File.WriteAllTextAsync(file, "Frage,Antwort\n" + string.Join('\n', lines) + "\n", TestContext.Current.CancellationToken);
        try
        {
            await page.GotoAsync($"{visit.Address}/datasets");
            await Expect(page.GetByText("onebox datasets import faq.jsonl --name faq")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Import a dataset" }).First.ClickAsync();
            await page.GetByLabel("File to upload").SetInputFilesAsync(file);
            var seen = page.GetByRole(AriaRole.Region, new() { Name = "What it is" });
            await Expect(seen.GetByRole(AriaRole.Heading)).ToContainTextAsync("CSV, taken as questions", PatientText);
            await page.GetByLabel("Name").FillAsync("sums");
            await Pictures.TakeAsync(page, "dataset-import");
            await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();

            await page.GetByRole(AriaRole.Button, new() { Name = "Close the tasks" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "sums", Exact = true }).ClickAsync(new() { Timeout = 60_000 });
            var checks = page.GetByRole(AriaRole.Region, new() { Name = "Checks" });
            await Expect(checks).ToContainTextAsync("10 rows: Rows say the same as an earlier one", PatientText);
            await checks.GetByText("By their row in the file").First.ClickAsync();
            await Expect(checks).ToContainTextAsync("row 52");
            var rows = page.GetByRole(AriaRole.Region, new() { Name = "Rows" });
            await Expect(rows).ToContainTextAsync("What is 0 plus 1?");
            await Pictures.TakeAsync(page, "dataset");

            await page.GetByRole(AriaRole.Button, new() { Name = "Prepare" }).ClickAsync();
            await page.GetByLabel("Recipe (YAML)").FillAsync("steps:\n  - exact-duplicates\n  - step: personal-data\n    find: [email]");
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Prepare" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Close the tasks" }).ClickAsync();
            await Expect(page.GetByText("version 2", new() { Exact = true })).ToBeVisibleAsync(Patient);
            var preparation = page.GetByRole(AriaRole.Region, new() { Name = "Preparation" });
            await Expect(preparation).ToContainTextAsync("60 → 50 rows: duplicate 10");
            await preparation.GetByText("personal-data", new() { Exact = true }).First.ClickAsync();
            await Expect(preparation).ToContainTextAsync("<EMAIL>");
            await Pictures.TakeAsync(page, "dataset-prepared");

            // From here on: to training with this dataset, whose name suggests the run's, and back on a phone.
            await page.GotoAsync($"{visit.Address}/training/new?dataset=sums");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "New training run" })).ToBeVisibleAsync();
            await page.SetViewportSizeAsync(390, 844);
            foreach (var address in (string[])["/datasets", "/datasets/sums", "/predictions"]) await Sight.CheckAsync(page, visit.Address + address);
            Assert.Empty(visited.Errors);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
