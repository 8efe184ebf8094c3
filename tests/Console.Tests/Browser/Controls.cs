using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>What a person does with the console's fields.</summary>
internal static class Controls
{
    /// <summary>Opens the select with this label and takes the option with this name.</summary>
    /// <param name="scope">Where the select is: a page's main part, or a dialog.</param>
    public static async Task ChooseAsync(ILocator scope, string label, string option)
    {
        var open = scope.Page.Locator(".mud-popover-open");
        await Expect(open).ToHaveCountAsync(0);
        await scope.Locator(".mud-input-control.mud-select").Filter(new() { Has = scope.Page.Locator("label", new() { HasText = label }) }).First.ClickAsync();
        await open.Locator(".mud-list-item").Filter(new() { HasText = option }).First.ClickAsync();
    }
}
