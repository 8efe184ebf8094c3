using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Box;
using Onebox.Api.Client;

namespace Onebox.Host.Tests;

/// <summary>A real box: its own process, on a port and a data folder of its own, asked through the public client.</summary>
public sealed class RealBox : IAsyncDisposable
{
    private const string BundledFolder = "--Onebox:Catalog:BundledFolder";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string[] _flags;
    private Process? _host;

    private RealBox(string folder, int port, string[] flags) => (Folder, Port, _flags) = (folder, port, flags);

    public string Folder { get; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public int ProcessId => _host!.Id;

    /// <summary>The local key, which makes its bearer the owner.</summary>
    public string LocalKey => File.ReadAllText(Path.Combine(Folder, "run", "local.key"));

    public OneboxClient Client => ClientFor(LocalKey);

    /// <summary>Without the models that come with the software, unless <paramref name="flags"/> bring some: tests count what they made.</summary>
    public static async Task<RealBox> StartAsync(params string[] flags)
    {
        if (!flags.Contains(BundledFolder)) flags = [.. flags, BundledFolder, "none"];
        var box = new RealBox(Directory.CreateTempSubdirectory("onebox-test-").FullName, FreePort(), flags);
        await box.StartAgainAsync();
        return box;
    }

    public async Task StartAgainAsync()
    {
        _host = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "onebox-host"), ["--data", Folder, "--port", Port.ToString(CultureInfo.InvariantCulture), .. _flags]))!;
        using var http = new HttpClient { BaseAddress = Address };
        await Eventually.TrueAsync(async () =>
        {
            Assert.False(_host.HasExited, "The host ended while it started.");
            try
            {
                return (await http.GetAsync("health/ready")).StatusCode == HttpStatusCode.OK && File.Exists(Path.Combine(Folder, "run", "box.json"));
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, Patience);
    }

    public OneboxClient ClientFor(string? key)
    {
        var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return new OneboxClient(new BoxConnection(http));
    }

    public RunningBox ReadRunFile() => JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(Folder, "run", "box.json")), ApiJson.Default.RunningBox)!;

    /// <summary>SIGKILL: no chance to clean up.</summary>
    public async Task KillAsync()
    {
        _host!.Kill();
        await _host.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as systemd or <c>kill</c> would.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{ProcessId}"]);
        await kill.WaitForExitAsync();
        await _host!.WaitForExitAsync();
        return _host.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is { HasExited: false }) await TerminateAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Waits for a condition instead of for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? patience = null)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > (patience ?? TimeSpan.FromSeconds(30))) Assert.Fail("It did not come about in time.");
            await Task.Delay(LookEvery);
        }
    }
}
