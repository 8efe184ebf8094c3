using Microsoft.Playwright;

namespace Onebox.Console.Tests.Browser;

/// <summary>Pages as they look, for whoever wants to see: on a desk and a phone, light and dark, in the folder that <c>ONEBOX_SCREENSHOTS</c> names.</summary>
internal static class Pictures
{
    private static readonly int[] Widths = [390, 1440];

    /// <param name="page">Left as it is.</param>
    public static async Task TakeAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("ONEBOX_SCREENSHOTS") is not { Length: > 0 } folder) return;
        var (size, dark) = (page.ViewportSize!, await page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches"));
        foreach (var width in Widths)
        {
            await page.SetViewportSizeAsync(width, width < 1000 ? 844 : 900);
            foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                // Half of the colours come over the circuit.
                await page.WaitForFunctionAsync("dark => (parseInt(getComputedStyle(document.querySelector('.ob-bar')).backgroundColor.match(/\\d+/)[0]) < 128) === dark", scheme == ColorScheme.Dark);
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
            }
        }

        await page.SetViewportSizeAsync(size.Width, size.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
    }
}
