using Microsoft.Playwright;
using Onebox.Testing;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

[Collection(Boxes.Files)]
public sealed class UploadTests(Visit visit)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patient = new() { Timeout = 90_000 };

    [Fact]
    public async Task Upload_WhoseConnectionBreaks_GoesOnByItself()
    {
        Assert.SkipWhen(visit.Box is null, Visit.Missing);
        var model = SharedData.Find("stories260K.gguf");
        Assert.SkipWhen(model is null, "shared/data/stories260K.gguf is not here");
        var page = (await visit.OwnerAsync()).Page;
        var broken = 0;
        await page.RouteAsync("**/api/uploads/*", async route =>
        {
            if (route.Request.Method == "PATCH" && broken++ == 0) await route.AbortAsync("connectionreset");
            else await route.ContinueAsync();
        });

        await page.GotoAsync($"{visit.Address}/models");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import a model" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "This browser" }).ClickAsync();
        await page.GetByLabel("Name on this box (optional)").FillAsync("uploaded");
        await page.GetByLabel("Name on this box (optional)").BlurAsync();
        await page.GetByLabel("File to upload").SetInputFilesAsync(model);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Tasks" }).GetByText("uploaded").First).ToBeVisibleAsync(Patient);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "uploaded", Exact = true })).ToBeVisibleAsync(Patient);
        Assert.True(broken >= 2, "the broken chunk was sent again");
    }
}
