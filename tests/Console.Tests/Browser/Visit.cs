using Microsoft.Playwright;
using Onebox.Testing;

namespace Onebox.Console.Tests.Browser;

/// <summary>A browser on the real box; tests that need one skip where there is none.</summary>
public sealed class Visit : IAsyncLifetime
{
    /// <summary>Each class starts a box and a browser: one after the other is steadier, and on a small machine faster.</summary>
    public const string OneAtATime = "one box and browser at a time";

    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] Quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Null where the browser is missing.</summary>
    public RealBox? Box { get; private set; }

    /// <summary>Where the console is, without a slash at its end.</summary>
    public string Address => Box!.Address.GetLeftPart(UriPartial.Authority);

    public static string Missing => $"{Chromium} is not installed: apt-get install chromium";

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium)) return;
        Box = await RealBox.StartAsync("--name", "workbench");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Quiet });
    }

    /// <summary>A new single-use link for the owner.</summary>
    public async Task<string> OwnerLinkAsync() => (await Box!.Client.Access.CreateLinkAsync("owner", TestContext.Current.CancellationToken)).Url;

    /// <summary>A page of a fresh browser that refuses, and notes, whatever is asked of another machine.</summary>
    public async Task<VisitedPage> PageAsync(string locale = "en-US", int width = 1440, int height = 900)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = width, Height = height } });
        var page = await context.NewPageAsync();
        var visited = new VisitedPage(page);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Address, StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) visited.AskedElsewhere.Add(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Type == "error") visited.Errors.Add(message.Text);
        };
        page.PageError += (_, error) => visited.Errors.Add(error);
        page.SetDefaultTimeout(30_000);
        return visited;
    }

    /// <summary>Signs in by the owner's link.</summary>
    public async Task<VisitedPage> OwnerAsync(string locale = "en-US", int width = 1440, int height = 900)
    {
        var visited = await PageAsync(locale, width, height);
        await visited.Page.GotoAsync(await OwnerLinkAsync());
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Later" }).Or(visited.Page.Locator(".ob-frame h1")).First.WaitForAsync();
        if (await visited.Page.Locator("#later").IsVisibleAsync()) await visited.Page.Locator("#later").ClickAsync();
        await visited.Page.Locator(".ob-frame h1").First.WaitForAsync();
        return visited;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (Box is not null) await Box.DisposeAsync();
    }
}

/// <summary>A page, what it asked of other machines, and what its browser complained of.</summary>
public sealed record VisitedPage(IPage Page)
{
    public List<string> AskedElsewhere { get; } = [];

    public List<string> Errors { get; } = [];
}
