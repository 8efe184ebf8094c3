using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Playwright;
using Onebox.Testing;

namespace Onebox.Console.Tests.Browser;

/// <summary>A browser on the real box; tests that need one skip where there is none.</summary>
public class Visit(SharedBrowser shared) : IAsyncLifetime
{
    private readonly List<IBrowserContext> _visitors = [];
    private string? _test;
    private IPlaywright? _playwright;
    private IBrowser? _own;
    private IBrowser? _browser;

    /// <summary>Null where the browser is missing.</summary>
    public RealBox? Box { get; private set; }

    /// <summary>Where the console is, without a slash at its end.</summary>
    public string Address => Box!.Address.GetLeftPart(UriPartial.Authority);

    public static string Missing => SharedBrowser.Missing;

    /// <summary>The box's arguments, after its name.</summary>
    protected virtual string[] Flags => [];

    public async ValueTask InitializeAsync()
    {
        if (!SharedBrowser.Exists) return;
        Box = await RealBox.StartAsync(["--name", "workbench", .. Flags]);
        if (Box.Certificate is { } certificate) (_playwright, _own) = await SharedBrowser.StartAsync(Trusted(certificate));
        _browser = _own ?? await shared.GetAsync();
    }

    /// <summary>A new single-use link for the owner. A box that listens wider names itself by its machine's name, which not every machine can resolve.</summary>
    public async Task<string> OwnerLinkAsync()
    {
        var link = new Uri((await Box!.Client.Access.CreateLinkAsync("owner", TestContext.Current.CancellationToken)).Url);
        return Address + link.PathAndQuery + link.Fragment;
    }

    /// <summary>The browser trusts this one certificate, as if somebody had installed it, and no other.</summary>
    private static string[] Trusted(X509Certificate2 certificate) =>
        [$"--ignore-certificate-errors-spki-list={Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()))}"];

    /// <summary>A page of a fresh browser that refuses, and notes, whatever is asked of another machine.</summary>
    public async Task<VisitedPage> PageAsync(string locale = "en-US", int width = 1440, int height = 900)
    {
        if (_test != TestContext.Current.Test?.UniqueID) await LeaveAsync();
        _test = TestContext.Current.Test?.UniqueID;
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions { Locale = locale, ViewportSize = new ViewportSize { Width = width, Height = height } });
        _visitors.Add(context);
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
        await LeaveAsync();
        if (_own is not null) await _own.DisposeAsync();
        _playwright?.Dispose();
        if (Box is not null) await Box.DisposeAsync();
    }

    /// <summary>Pages that nobody looks at any more would go on asking the box.</summary>
    private async Task LeaveAsync()
    {
        foreach (var visitor in _visitors) await visitor.CloseAsync();
        _visitors.Clear();
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
