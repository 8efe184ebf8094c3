using Microsoft.Playwright;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>Drop files, watch them being read, ask, click the citation, see the highlighted source.</summary>
[Collection(Visit.OneAtATime)]
public sealed class KnowledgePathTests(Visit visit) : IClassFixture<Visit>
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 90_000 };

    [Fact]
    public async Task Owner_WithFiles_DropsAsksAndSeesTheSource()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        await using var engine = new QuotingEngine();
        var visited = await visit.OwnerAsync();
        var page = visited.Page;

        // An engine elsewhere that answers, and a route to it.
        await page.EvaluateAsync(
            """
            async address => {
              const send = async (method, path, body) => { const answer = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }); if (!answer.ok) throw new Error(await answer.text()); };
              await send("POST", "/api/engines", { name: "quoting", url: address });
              await send("PUT", "/api/routes/quoting", { targets: [{ deployment: "engine:quoting", weight: 100, model: "quoting" }] });
            }
            """, engine.Address.ToString());

        await page.GotoAsync($"{visit.Address}/knowledge");
        await page.GetByRole(AriaRole.Button, new() { Name = "New knowledge base" }).First.ClickAsync();
        await page.GetByLabel("Name").FillAsync("handbook");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "handbook" })).ToBeVisibleAsync();

        // Drop: one of the files is broken, and says so.
        await page.GetByLabel("Files to add").SetInputFilesAsync(
        [
            File("leave.md", "# Leave\n\n## Vacation\n\nOur rules are simple. Employees receive thirty days of paid vacation each year. Ask early.\n\n## Sickness\n\nSick notes are due on the third day.\n"),
            File("staff.csv", "Name,City,Salary\nAda,Berlin,4200\nBo,Paris,3100\nCy,Berlin,5000\n"),
            File("broken.docx", "PK\u0003\u0004 no zip"),
        ]);
        var table = page.Locator(".ob-table");
        await Expect(table.GetByText("leave.md")).ToBeVisibleAsync(Patient);
        await Expect(table.Locator("tr", new() { HasText = "broken.docx" }).Locator(".ob-reason")).ToBeVisibleAsync();
        await Expect(table.Locator("tr", new() { HasText = "staff.csv" }).GetByText("ready")).ToBeVisibleAsync();

        // Ask what is calculated, and go to its source.
        await page.GetByRole(AriaRole.Link, new() { Name = "Ask", Exact = true }).ClickAsync();
        await page.GetByLabel("Question").FillAsync("Who has the highest salary?");
        await page.GetByLabel("Question").PressAsync("Enter");
        await Expect(page.Locator(".ob-ask-answer").First).ToContainTextAsync("Cy with Salary 5,000", new() { Timeout = 60_000 });
        await page.Locator(".ob-sources a").First.ClickAsync();
        await Expect(page.Locator("tr.cited")).ToContainTextAsync("Cy");

        // Ask what is read, and see the words marked in their document.
        await page.GotoAsync($"{visit.Address}/knowledge/handbook/ask");
        await page.GetByLabel("Question").FillAsync("How many days of paid vacation do employees receive?");
        await page.GetByLabel("Question").PressAsync("Enter");
        var cited = page.Locator(".ob-ask-answer a.ob-cite").First;
        await Expect(cited).ToBeVisibleAsync(Patient);
        await Expect(page.Locator(".ob-sources q").First).ToContainTextAsync("Employees receive thirty days of paid vacation each year.");
        await cited.ClickAsync();
        await Expect(page.Locator(".ob-doc-text mark")).ToHaveTextAsync("Employees receive thirty days of paid vacation each year.");
        await Expect(page.Locator(".ob-doc-text mark")).ToBeInViewportAsync();

        // Search alone leads to a document, too.
        await page.GotoAsync($"{visit.Address}/knowledge/handbook/search");
        await page.GetByLabel("Question").FillAsync("How many days of paid vacation do employees get?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Expect(page.Locator(".ob-hits mark").First).ToContainTextAsync("thirty days");

        Assert.Empty(visited.AskedElsewhere);
        Assert.Empty(visited.Errors);
    }

    private static FilePayload File(string name, string text) => new() { Name = name, MimeType = "application/octet-stream", Buffer = System.Text.Encoding.UTF8.GetBytes(text) };
}
