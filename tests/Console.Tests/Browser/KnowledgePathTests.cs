using Microsoft.Playwright;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>Drop files, watch them being read, ask, click the citation, see the highlighted source.</summary>
[Collection(Boxes.Files)]
public sealed class KnowledgePathTests(Visit visit)
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
            File("canteen.md", "# Canteen\n\nThe canteen in the old mill opens every morning at seven and closes in the evening at half past eight.\n"),
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

        // A chunk is mended beside the page; what it says from now on is found.
        await page.GotoAsync($"{visit.Address}/knowledge/handbook");
        await page.GetByRole(AriaRole.Link, new() { Name = "leave.md" }).ClickAsync();
        var chunks = page.GetByRole(AriaRole.Complementary, new() { Name = "Chunks" });
        var sick = chunks.Locator("section").Filter(new() { HasText = "Sick notes" });
        await sick.GetByRole(AriaRole.Button, new() { NameRegex = new("Edit chunk") }).ClickAsync();
        await chunks.GetByLabel("Text of the chunk").FillAsync("Employees receive thirty days of paid vacation each year. Ask early.\nSick notes are due on the third day, in the blue envelope.");
        await chunks.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(chunks.GetByText("edited", new() { Exact = true })).ToBeVisibleAsync();
        await Pictures.TakeAsync(page, "document");
        await page.GotoAsync($"{visit.Address}/knowledge/handbook/search");
        await page.GetByLabel("Question").FillAsync("Which envelope do sick notes need?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Expect(page.Locator(".ob-hits li").First).ToContainTextAsync("blue envelope");
        await page.GetByText("Only in some documents").ClickAsync();
        await page.GetByLabel("Type").FillAsync("csv");
        await page.GetByLabel("Type").BlurAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await Expect(page.Locator(".ob-hits").GetByText("leave.md")).ToHaveCountAsync(0);
        await Pictures.TakeAsync(page, "search");

        await MeasureAsync(page);
        await SettleAsync(page, engine);
        await WaitAsync(page, engine);

        // Bases, documents and answers can be read on a phone, too.
        await Sight.CheckAsync(page);
        await page.SetViewportSizeAsync(390, 844);
        await Sight.CheckAsync(page);
        foreach (var address in (string[])["/knowledge", "/knowledge/handbook", "/knowledge/handbook/ask", "/knowledge/handbook/quality", "/knowledge/handbook/settings", "/engines"]) await Sight.CheckAsync(page, visit.Address + address);
        await page.GotoAsync($"{visit.Address}/knowledge/handbook");
        await page.GetByRole(AriaRole.Link, new() { Name = "staff.csv" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Article, new() { Name = "Text of the document" })).ToContainTextAsync("Berlin");
        await Sight.CheckAsync(page);

        Assert.Empty(visited.AskedElsewhere);
        Assert.Empty(visited.Errors);
    }

    /// <summary>Questions from a file and by a model, a gate, and two measurements side by side.</summary>
    private async Task MeasureAsync(IPage page)
    {
        var (dialog, figures) = (page.GetByRole(AriaRole.Dialog), page.GetByRole(AriaRole.Region, new() { Name = "Figures" }));
        await page.GotoAsync($"{visit.Address}/knowledge/handbook/quality");
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload questions" }).ClickAsync();
        await Expect(dialog.GetByLabel("File of questions")).ToBeEnabledAsync();
        await dialog.GetByLabel("File of questions").SetInputFilesAsync(File("wrong.jsonl", "{\"question\":\"Who?\"}\nnonsense\n"));
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("wrong.jsonl, line 2");
        await dialog.GetByLabel("File of questions").SetInputFilesAsync(File("questions.jsonl", """
            {"question":"How many days of paid vacation do employees receive?","answers":["thirty days"],"documents":["leave.md"]}
            {"question":"When are sick notes due?","answers":["on the third day"],"documents":["leave.md"]}
            {"question":"When does the canteen open every morning?","answers":["at seven"],"documents":["canteen.md"]}
            {"question":"When does the canteen close in the evening?","answers":["half past eight"],"documents":["canteen.md"]}
            {"question":"Where is the canteen?","answers":["in the old mill"],"documents":["canteen.md"]}
            {"question":"What does the moon cost?","answerable":false}
            """));
        await Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("6 questions");
        var without = dialog.GetByLabel("Measure with and without, too");
        await Expect(without).ToBeDisabledAsync();
        await Controls.ChooseAsync(dialog, "Answered by", "quoting");
        await without.CheckAsync();
        await Expect(dialog).ToContainTextAsync("once more without reading what stands around passages. The model answers each of them twice.");
        await dialog.GetByText("A gate:").ClickAsync();
        await dialog.GetByLabel("nDCG@10").FillAsync("0.5");
        await Expect(dialog.GetByLabel("Command", new() { Exact = true })).ToHaveTextAsync("onebox kb evaluate handbook --questions questions.jsonl --route quoting --compare --at-least ndcg=0.5");
        await Pictures.TakeAsync(page, "measure");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Measure" }).ClickAsync();
        await Expect(figures).ToContainTextAsync("passes the gate", new() { Timeout = 60_000 });
        await Expect(figures.GetByRole(AriaRole.Row, new() { Name = "recall@10" }).First).ToContainTextAsync("1.000");
        await Expect(figures.GetByRole(AriaRole.Row, new() { Name = "F1 of the words" })).ToBeVisibleAsync();
        var compared = page.GetByRole(AriaRole.Region, new() { Name = "With and without" });
        await Expect(compared.GetByRole(AriaRole.Row, new() { Name = "as it is set" })).ToBeVisibleAsync();
        await Expect(compared.GetByRole(AriaRole.Row, new() { Name = "passages as they were found" }).Locator("small")).ToContainTextAsync(" to ");
        await Pictures.TakeAsync(page, "compared");

        // A model writes one more; it is marked as its own.
        await page.GetByRole(AriaRole.Button, new() { Name = "Let a model write some" }).ClickAsync();
        await Controls.ChooseAsync(dialog, "Written by", "quoting");
        await dialog.GetByRole(AriaRole.Spinbutton, new() { Name = "How many" }).FillAsync("1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Write questions" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Questions" }).GetByText("written by quoting")).ToBeVisibleAsync(Patient);

        // Finding alone, held against what it does not measure, beside the first.
        await page.GetByRole(AriaRole.Button, new() { Name = "Measure", Exact = true }).ClickAsync();
        await dialog.GetByText("A gate:").ClickAsync();
        await dialog.GetByLabel("F1 of answers").FillAsync("0.9");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Measure" }).ClickAsync();
        await Expect(figures).ToContainTextAsync("fails the gate", new() { Timeout = 60_000 });
        await Expect(figures).ToContainTextAsync("f1 is not measured");
        await Expect(figures.GetByRole(AriaRole.Row, new() { Name = "answered by" })).ToContainTextAsync("differs");
        await Pictures.TakeAsync(page, "quality");
    }

    /// <summary>Settings, the command beside them, and another embedding with its warning.</summary>
    private async Task SettleAsync(IPage page, QuotingEngine engine)
    {
        await page.GotoAsync($"{visit.Address}/knowledge/handbook/settings");
        var (settings, beside) = (page.GetByRole(AriaRole.Region, new() { Name = "Settings" }), page.GetByRole(AriaRole.Region, new() { Name = "The same in a terminal" }));
        await page.GetByLabel("What is in it").FillAsync("Rules of the house");
        await Controls.ChooseAsync(settings, "Answered by", "quoting");
        await Expect(beside).ToContainTextAsync("onebox kb set handbook --description 'Rules of the house' --route quoting");
        await Controls.ChooseAsync(settings, "Embedding", "a server elsewhere");
        await page.GetByLabel("Its address").FillAsync(engine.Address.ToString());
        await page.GetByLabel("Its model").FillAsync("quoting");
        await Expect(settings.GetByRole(AriaRole.Status)).ToContainTextAsync("chunks anew");
        await Pictures.TakeAsync(page, "settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and embed anew" }).ClickAsync();
        await Eventually.TrueAsync(async () => (await visit.Box!.Client.Knowledge.GetAsync("handbook")).Settings is { Embedding: { } embedding, Route: "quoting" } && embedding.EndsWith(" quoting", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        await page.ReloadAsync();
        await Expect(page.GetByLabel("Its model")).ToHaveValueAsync("quoting");
        await Expect(beside).ToContainTextAsync("Nothing is changed yet");
    }

    /// <summary>While the box still looks, the question stands there and is not asked twice; right-to-left words are read from their own side.</summary>
    private async Task WaitAsync(IPage page, QuotingEngine engine)
    {
        const string question = "כמה ימי חופשה, vacation days?";
        await page.GotoAsync($"{visit.Address}/knowledge/handbook/ask");
        var held = new TaskCompletionSource();
        engine.Holding = held.Task;
        try
        {
            await page.GetByLabel("Question").FillAsync(question);
            await page.GetByLabel("Question").PressAsync("Enter");
            await Expect(page.GetByText("Looking in the documents…")).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true })).ToHaveCountAsync(0);
            Assert.Equal("rtl", await page.GetByText(question).EvaluateAsync<string>("e => getComputedStyle(e).direction"));
        }
        finally
        {
            held.SetResult();
        }

        await Expect(page.GetByText("Looking in the documents…")).ToHaveCountAsync(0);
        await Expect(page.GetByText(" read · search ")).ToBeVisibleAsync();

        // Nobody has to wait for an answer.
        held = new TaskCompletionSource();
        engine.Holding = held.Task;
        try
        {
            await page.GetByLabel("Question").FillAsync("How many vacation days, again?");
            await page.GetByLabel("Question").PressAsync("Enter");
            await page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();
            await Expect(page.GetByText("Stopped.")).ToBeVisibleAsync();
            await Expect(page.GetByLabel("Question")).ToBeEnabledAsync();
        }
        finally
        {
            held.SetResult();
        }
    }

    private static FilePayload File(string name, string text) => new() { Name = name, MimeType = "application/octet-stream", Buffer = System.Text.Encoding.UTF8.GetBytes(text) };
}
