using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Onebox.Console.Tests.Browser;

/// <summary>What must hold of every page, whatever it shows: it has come, it is no wider than the screen, everything that can be pressed has a name, and all text can be read.</summary>
internal static class Sight
{
    private const int SettledMs = 5_000;

    /// <summary>WCAG 2.2: 1.4.3 (contrast of text, disabled controls excepted), 1.4.10 (no scrolling sideways), 2.4.2 (title), 4.1.2 (names).</summary>
    private const string Faults =
        """
        async () => {
          // Colours on their way from one state to another are neither.
          await Promise.allSettled(document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity).map((a) => a.finished));
          const faults = [];
          const wide = document.documentElement.scrollWidth - innerWidth;
          if (wide > 0) faults.push(`${wide} pixels wider than the screen`);
          if (!document.title.endsWith("· Onebox")) faults.push(`its title is '${document.title}'`);
          if (document.querySelectorAll("main h1").length !== 1) faults.push("it has not just one heading of the first level");
          const shown = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && e.getBoundingClientRect().width > 1;
          const said = (e) => [e.getAttribute("aria-label"), ...(e.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => id && document.getElementById(id)?.textContent), ...[...(e.labels ?? [])].map((l) => l.textContent), e.innerText, e.title, e.placeholder].some((t) => t?.trim());
          for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select, summary, [role=button], [role=combobox]"))
            if (shown(e) && !e.closest("[aria-hidden=true]") && !said(e)) faults.push(`nameless: ${e.outerHTML.slice(0, 160)}`);
          const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const known = new Map();
          const colour = (text) => {
            if (!known.has(text)) { pen.clearRect(0, 0, 1, 1); pen.fillStyle = text; pen.fillRect(0, 0, 1, 1); const d = pen.getImageData(0, 0, 1, 1).data; known.set(text, [d[0], d[1], d[2], d[3] / 255]); }
            return known.get(text);
          };
          const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
          const ground = (e) => {
            const layers = [];
            for (let at = e; at; at = at.parentElement) { const c = colour(getComputedStyle(at).backgroundColor); layers.push(c); if (c[3] === 1) break; }
            return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
          };
          const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const words = document.createTreeWalker(document.querySelector(".ob-frame") ?? document.body, NodeFilter.SHOW_TEXT);
          const done = new Set();
          while (words.nextNode()) {
            const e = words.currentNode.parentElement;
            if (!words.currentNode.data.trim() || done.has(e) || !shown(e) || e.closest("[disabled], [aria-disabled=true], .mud-disabled, .ob-visually-hidden, [aria-hidden=true]")) continue;
            done.add(e);
            const style = getComputedStyle(e), below = ground(e), text = over(colour(style.color), below);
            const [a, b] = [light(text), light(below)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
            if (ratio < (size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${e.className} '${words.currentNode.data.trim().slice(0, 40)}'`);
          }
          return faults;
        }
        """;

    /// <summary>Goes to the page as a link in the console does, and looks at it once it has all that it asked for.</summary>
    public static async Task CheckAsync(IPage page, string address)
    {
        // There is nothing to wait for where it is already.
        if (page.Url == address)
        {
            await CheckOpenedAsync(page, address);
            return;
        }

        // A circuit that is there is kept: a page of its own for each address costs most of the time.
        const string before = "data-before";
        await page.EvaluateAsync($$"""address => { document.querySelector("main h1")?.setAttribute("{{before}}", ""); Blazor.navigateTo(address); }""", address);
        await Expect(page.Locator($"main h1:not([{before}])").First).ToBeAttachedAsync();
        await CheckLoadedAsync(page);
    }

    /// <summary>Opens the address as a bookmark does, and looks at the page once it has all that it asked for.</summary>
    public static async Task CheckOpenedAsync(IPage page, string address)
    {
        await page.GotoAsync(address);
        await Expect(page.Locator("main h1").First).ToBeAttachedAsync();
        await CheckLoadedAsync(page);
    }

    private static async Task CheckLoadedAsync(IPage page)
    {
        await Expect(page.Locator("main .ob-waiting")).ToHaveCountAsync(0);
        await Expect(page.Locator("main .ob-problem")).ToHaveCountAsync(0);
        await CheckAsync(page);
    }

    /// <summary>Looks at the page as it is.</summary>
    public static async Task CheckAsync(IPage page)
    {
        try
        {
            // Colours fade in when the theme comes: a fault is what stays.
            await page.WaitForFunctionAsync($"async () => (await ({Faults})()).length === 0", null, new() { Timeout = SettledMs, PollingInterval = 250 });
            return;
        }
        catch (TimeoutException)
        {
            // Looked at once more, to name them.
        }

        var faults = await page.EvaluateAsync<string[]>(Faults);
        Assert.True(faults.Length == 0, $"{page.Url} at {page.ViewportSize?.Width} pixels:\n{string.Join('\n', faults.Take(12))}");
    }
}
