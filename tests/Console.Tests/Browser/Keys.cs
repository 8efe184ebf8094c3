using Microsoft.Playwright;

namespace Onebox.Console.Tests.Browser;

/// <summary>What a person does who has no mouse.</summary>
internal static class Keys
{
    private const int MostStops = 100;

    /// <summary>WCAG 2.2: 2.4.7 and 2.4.11. What has the focus is on the screen, and it, or the field around it, is marked.</summary>
    private const string Fault =
        """
        () => {
          const at = document.activeElement;
          // A dialog that opens takes the focus itself: no stop of Tab.
          if (!at || at === document.body || at.tabIndex < 0) return null;
          const place = at.getBoundingClientRect();
          if (place.width === 0 || place.bottom <= 0 || place.top >= innerHeight) return `out of sight: ${at.outerHTML.slice(0, 160)}`;
          const framed = (e) => { const style = e && getComputedStyle(e); return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1; };
          const field = at.closest(".mud-input")?.querySelector(".mud-input-outlined-border");
          return framed(at) && at.checkVisibility({ opacityProperty: true }) || framed(at.closest("label, .ob-drop")) || field && parseFloat(getComputedStyle(field).borderTopWidth) >= 2 ? null : `not marked: ${at.outerHTML.slice(0, 160)}`;
        }
        """;

    /// <summary>Goes on by Tab until the control has the focus; at every stop one sees where that is.</summary>
    public static async Task TabToAsync(IPage page, ILocator control)
    {
        await control.WaitForAsync();
        for (var stop = 0; stop < MostStops; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            await SeenAsync(page);
            if (await control.EvaluateAsync<bool>("e => e === document.activeElement")) return;
        }

        Assert.Fail($"{page.Url}: Tab does not lead to {control}.");
    }

    /// <summary>A dialog's focus trap hands the focus on by way of the box: what matters is where it comes to rest.</summary>
    private static async Task SeenAsync(IPage page)
    {
        try
        {
            await page.WaitForFunctionAsync($"() => ({Fault})() === null");
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{page.Url}: what has the focus is {await page.EvaluateAsync<string?>(Fault) ?? "on its way for half a minute"}");
        }
    }
}
