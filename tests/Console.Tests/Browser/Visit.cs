using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;
using Onebox.Testing;

namespace Onebox.Console.Tests.Browser;

/// <summary>A browser on the real box; tests that need one skip where there is none.</summary>
public class Visit : IAsyncLifetime
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

    /// <summary>The box's arguments, after its name.</summary>
    protected virtual string[] Flags => [];

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium)) return;
        Box = await RealBox.StartAsync(["--name", "workbench", .. Flags]);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = [.. Quiet, .. Trusted(Box.Certificate)] });
    }

    /// <summary>A new single-use link for the owner. A box that listens wider names itself by its machine's name, which not every machine can resolve.</summary>
    public async Task<string> OwnerLinkAsync()
    {
        var link = new Uri((await Box!.Client.Access.CreateLinkAsync("owner", TestContext.Current.CancellationToken)).Url);
        return Address + link.PathAndQuery + link.Fragment;
    }

    /// <summary>The browser trusts this one certificate, as if somebody had installed it, and no other.</summary>
    private static string[] Trusted(X509Certificate2? certificate) =>
        certificate is null ? [] : [$"--ignore-certificate-errors-spki-list={Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()))}"];

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
        page.WebSocket += (_, socket) => visited.Sockets.Add(socket.Url);
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
        GC.SuppressFinalize(this);
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

    /// <summary>Addresses of the sockets that it opened.</summary>
    public List<string> Sockets { get; } = [];
}
