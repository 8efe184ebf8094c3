using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Onebox.Console.Tests.Browser.SharedBrowser))]

namespace Onebox.Console.Tests.Browser;

/// <summary>One browser for all tests: every visitor gets a profile of its own in it. Started when the first test needs it.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] Quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(() => StartAsync([]));

    public static bool Exists => File.Exists(Chromium);

    public static string Missing => $"{Chromium} is not installed: apt-get install chromium";

    public async Task<IBrowser> GetAsync() => (await _started.Value).Browser;

    /// <summary>Another one, with flags of its own.</summary>
    public static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync(IEnumerable<string> flags)
    {
        var playwright = await Playwright.CreateAsync();
        // A busy machine is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(30_000);
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = [.. Quiet, .. flags] }));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated) return;
        var (playwright, browser) = await _started.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
