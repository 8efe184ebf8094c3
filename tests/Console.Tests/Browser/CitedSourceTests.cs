using Microsoft.Playwright;
using Onebox.Api.Access;
using Onebox.Api.Knowledge;
using Onebox.Testing;
using Onebox.Testing.Mixed;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>The whole way to a source as it looks: a page of a PDF, a row of a sheet, a place on a picture.</summary>
[Collection(Boxes.Files)]
public sealed class CitedSourceTests(Visit visit)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 90_000 };
    private static readonly string[] Numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>Counts the dark pixels under the mark, and says whether it is seen and a small part of its page only.</summary>
    private const string Under =
        """
        (mark) => {
          const canvas = mark.closest(".ob-page").querySelector("canvas");
          const [m, c] = [mark.getBoundingClientRect(), canvas.getBoundingClientRect()];
          const scale = canvas.width / c.width;
          const pixels = canvas.getContext("2d").getImageData((m.left - c.left) * scale, (m.top - c.top) * scale, m.width * scale, m.height * scale).data;
          let dark = 0;
          for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 200 && pixels[i] + pixels[i + 1] + pixels[i + 2] < 300) dark++;
          return { Dark: dark, Share: m.width * m.height / (c.width * c.height), Seen: m.top >= 0 && m.bottom <= innerHeight };
        }
        """;

    [Fact]
    public async Task Citation_OfPdfSheetAndPicture_LeadsToTheMarkedPlace()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        await using var engine = new QuotingEngine();
        var visited = await visit.OwnerAsync();
        var page = visited.Page;
        await page.EvaluateAsync(
            """
            async address => {
              const send = async (method, path, body) => { const answer = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }); if (!answer.ok) throw new Error(await answer.text()); };
              await send("POST", "/api/engines", { name: "citing", url: address });
              await send("PUT", "/api/routes/citing", { targets: [{ deployment: "engine:citing", weight: 100, model: "quoting" }] });
              await send("POST", "/api/knowledge", { name: "plant", settings: { route: "citing" } });
            }
            """, engine.Address.ToString());

        try
        {
            await GoAsync(page);
        }
        finally
        {
            // Others on this box ask the first route that there is.
            await page.EvaluateAsync("async () => { for (const path of ['/api/routes/citing', '/api/engines/citing']) await fetch(path, { method: 'DELETE' }); }");
        }

        Assert.Empty(visited.AskedElsewhere);
        Assert.DoesNotContain(visited.Errors, e => !e.Contains("404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_OfADocument_IsGivenToItsReadersOnlyAndAsItWasRead()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var (box, stop) = (visit.Box, TestContext.Current.CancellationToken);
        using var own = new OwnFolder();
        var path = Path.Combine(own.Path, "payroll.html");
        await File.WriteAllTextAsync(path, "<html><body><p>Ada earns 4,200 euros a month.</p></body></html>", stop);
        await box.Client.Knowledge.CreateAsync(new CreateKnowledgeBaseRequest("closed"), stop);
        await box.Client.Tasks.WaitAsync((await box.Client.Knowledge.AddAsync("closed", new AddDocumentsRequest([path], Readers: ["hr"]), stop)).TaskId, cancellation: stop);
        var address = new Uri(box.Address, $"api/knowledge/closed/documents/{(await box.Client.Knowledge.DocumentsAsync("closed", stop)).Items[0].Id}/file");

        async Task<HttpResponseMessage> GetAsync(string key, string? range = null)
        {
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Authorization = new("Bearer", key);
            if (range is not null) request.Headers.Add("Range", range);
            return await http.SendAsync(request, stop);
        }

        async Task<string> KeyAsync(string name, params string[] groups) => (await box.Client.Access.CreateKeyAsync(new CreateKeyRequest(name, "reader", Groups: groups), stop)).Key;
        using var foreign = await GetAsync(await KeyAsync("stranger-to-hr", "works"));
        Assert.Equal(404, (int)foreign.StatusCode);

        var hr = await KeyAsync("one-of-hr", "hr");
        using var whole = await GetAsync(hr);
        Assert.Equal(await File.ReadAllBytesAsync(path, stop), await whole.Content.ReadAsByteArrayAsync(stop));
        // It must not run as a page of the box.
        Assert.Equal("attachment", whole.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains("sandbox", whole.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var part = await GetAsync(hr, "bytes=0-5");
        Assert.Equal((206, "<html>"), ((int)part.StatusCode, await part.Content.ReadAsStringAsync(stop)));

        // Touched, it is the same; changed, its places are no longer those that are cited.
        File.SetLastWriteTimeUtc(path, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        using var touched = await GetAsync(hr);
        Assert.Equal(200, (int)touched.StatusCode);
        await File.WriteAllTextAsync(path, "<html><body><p>Ada earns 9,900 euros a month.</p></body></html>", stop);
        using var changed = await GetAsync(hr);
        Assert.Equal(409, (int)changed.StatusCode);
        Assert.Contains("knowledge.file_changed", await changed.Content.ReadAsStringAsync(stop), StringComparison.Ordinal);
    }

    private async Task GoAsync(IPage page)
    {
        // Two files are dropped, a folder with one more and a broken one is chosen.
        await page.GotoAsync($"{visit.Address}/knowledge/plant");
        await Expect(page.Locator("#ob-drop[data-takes]")).ToBeVisibleAsync();
        await DropAsync(page, ("manual.pdf", SimplePdf.Make([.. Enumerable.Range(1, 12).Select(Lines)])), ("label.jpg", await File.ReadAllBytesAsync(Path.Combine(Checkout.Corpus, "label.en.jpg"), TestContext.Current.CancellationToken)));
        var table = page.Locator(".ob-table");
        await Expect(table.Locator("tr", new() { HasText = "label.jpg" }).GetByText("ready")).ToBeVisibleAsync(Patient);
        await Expect(table.Locator("tr", new() { HasText = "manual.pdf" }).GetByText("ready")).ToBeVisibleAsync(Patient);
        using var own = new OwnFolder();
        var folder = Path.Combine(own.Path, "office");
        Directory.CreateDirectory(Path.Combine(folder, "2026"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "2026", "staff.xlsx"), OfficeParts.Workbook([["Name", "City", "Salary"], ["Ada", "Berlin", "4200"], ["Cy", "Berlin", "5000"], ["Bo", "Paris", "3100"]]), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.docx"), "PK\u0003\u0004 no zip", TestContext.Current.CancellationToken);
        await page.GetByLabel("Folder to add").SetInputFilesAsync(folder);
        await Expect(table.Locator("tr", new() { HasText = "2026/staff.xlsx" }).GetByText("ready")).ToBeVisibleAsync(Patient);
        await Expect(table.Locator("tr", new() { HasText = "broken.docx" }).Locator(".ob-reason")).ToContainTextAsync("damaged");

        // A page of a PDF, far down: the sentence itself is marked where it is drawn.
        await page.GotoAsync($"{visit.Address}/knowledge/plant/ask");
        await AskAndFollowAsync(page, "How often are the bearings of machine nine greased?", "every 2,109 hours");
        var words = page.Locator(".ob-page[data-number='9'] .ob-page-words mark");
        await Expect(words).ToHaveCountAsync(1);
        Assert.Contains("greased every 2,109 hours", await words.GetAttributeAsync("title"), StringComparison.Ordinal);
        await Expect(page.Locator(".ob-page-words mark")).ToHaveCountAsync(1);
        await CheckUnderAsync(words);
        await Pictures.TakeAsync(page, "cited-pdf");

        // Back in the conversation, a row of a sheet is calculated and shown with its query.
        await page.GoBackAsync();
        await Expect(page.Locator(".ob-ask-answer")).ToHaveCountAsync(1);
        await AskAndFollowAsync(page, "Who has the highest salary?", "Cy with Salary 5,000", calculated: true);
        await Expect(page.Locator("tr.cited")).ToHaveCountAsync(1);
        await Expect(page.Locator("tr.cited")).ToContainTextAsync("CyBerlin5000");
        await Expect(page.Locator("tr.cited")).ToBeInViewportAsync();

        // A place on a picture, and the words that OCR read there.
        await page.GoBackAsync();
        await Expect(page.Locator(".ob-ask-answer")).ToHaveCountAsync(2);
        await AskAndFollowAsync(page, "Where does this handbook describe the pump station?", "Northfield");
        await CheckUnderAsync(page.Locator(".ob-page-box"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Text", Exact = true }).ClickAsync();
        await Expect(page.Locator(".ob-doc-text mark")).ToContainTextAsync("plant in Northfield");
        await Expect(page.Locator(".ob-doc-text mark")).ToBeInViewportAsync();

        // Without its file the text is still there.
        File.Delete(Directory.EnumerateFiles(Path.Combine(visit.Box!.Folder, "knowledge"), "manual.pdf", SearchOption.AllDirectories).Single());
        await page.GotoAsync($"{visit.Address}/knowledge/plant");
        await page.GetByRole(AriaRole.Link, new() { Name = "manual.pdf" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("no longer where it was read");
        await Expect(page.Locator(".ob-doc-text")).ToContainTextAsync("greased every 2,101 hours");
        await Sight.CheckAsync(page);
    }

    private static string[] Lines(int machine) =>
    [
        $"Machine {machine} stands in hall {(char)('A' + machine)}.", $"Its {Numbers[machine - 1]} inspection is due in spring, and is noted in the log of the hall.",
        $"The bearings of machine {Numbers[machine - 1]} are greased every 2,{100 + machine} hours.", "Oil is changed by the night shift. Belts are looked at every week.",
    ];

    private static async Task DropAsync(IPage page, params (string Name, byte[] Bytes)[] files) => await page.EvaluateAsync(
        """
        files => {
          const dropped = new DataTransfer();
          for (const { name, bytes } of files) dropped.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name));
          document.getElementById("ob-drop").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: dropped }));
        }
        """, files.Select(f => new { name = f.Name, bytes = Convert.ToBase64String(f.Bytes) }).ToArray());

    /// <summary>The answer says it, its source too, and the last answer's first number leads there.</summary>
    private static async Task AskAndFollowAsync(IPage page, string question, string answer, bool calculated = false)
    {
        await page.GetByLabel("Question").FillAsync(question);
        await page.GetByLabel("Question").PressAsync("Enter");
        var turn = page.Locator(".ob-ask-turn").Filter(new() { HasText = question });
        await Expect(turn.Locator(".ob-ask-answer")).ToContainTextAsync(answer, new() { Timeout = 90_000 });
        if (calculated) await Expect(turn.GetByLabel("Query", new() { Exact = true })).ToContainTextAsync("SELECT");
        await turn.Locator(".ob-ask-answer a.ob-cite").First.ClickAsync();
        await Expect(page.Locator(".ob-doc")).ToBeVisibleAsync();
    }

    private static async Task CheckUnderAsync(ILocator mark)
    {
        await Expect(mark.Locator("xpath=ancestor::figure")).ToHaveAttributeAsync("data-drawn", "yes");
        await Eventually.TrueAsync(async () => (await mark.EvaluateAsync<Found>(Under)).Seen, TimeSpan.FromSeconds(30));
        var found = await mark.EvaluateAsync<Found>(Under);
        Assert.True(found is { Dark: > 100, Share: < 0.6 }, $"{found.Dark} dark pixels under a mark that covers {found.Share:P1} of its page");
    }

    /// <summary>The box reads nothing of its own folder as a document.</summary>
    private sealed class OwnFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("onebox-sources-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private sealed record Found
    {
        public int Dark { get; init; }

        public double Share { get; init; }

        public bool Seen { get; init; }
    }
}
