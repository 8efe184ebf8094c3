using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Box;
using Onebox.Api.Client;

namespace Onebox.Testing;

/// <summary>A real box: its own process, on a port and a data folder of its own, asked through the public client.</summary>
public sealed class RealBox : IAsyncDisposable
{
    private const string BundledFolder = "--Onebox:Catalog:BundledFolder";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _program;
    private readonly string[] _flags;
    private Process? _host;

    private RealBox(string program, string folder, int port, string[] flags) => (_program, Folder, Port, _flags) = (program, folder, port, flags);

    public string Folder { get; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public int ProcessId => _host!.Id;

    /// <summary>The local key, which makes its bearer the owner.</summary>
    public string LocalKey => File.ReadAllText(Path.Combine(Folder, "run", "local.key"));

    public OneboxClient Client => ClientFor(LocalKey);

    /// <summary>The host that was built with the tests. Without the models that come with the software, unless <paramref name="flags"/> bring some: tests count what they made.</summary>
    public static Task<RealBox> StartAsync(params string[] flags) => StartProgramAsync(Checkout.HostProgram, flags);

    /// <inheritdoc cref="StartAsync"/>
    /// <param name="program">The <c>onebox-host</c> to run.</param>
    /// <param name="flags">Its arguments, after those for folder and port.</param>
    public static async Task<RealBox> StartProgramAsync(string program, params string[] flags)
    {
        if (!flags.Contains(BundledFolder)) flags = [.. flags, BundledFolder, "none"];
        var box = new RealBox(program, Directory.CreateTempSubdirectory("onebox-test-").FullName, FreePort(), flags);
        await box.StartAgainAsync();
        return box;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(_program, ["--data", Folder, "--port", Port.ToString(CultureInfo.InvariantCulture), .. _flags]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _host = Process.Start(start)!;
        _ = _host.StandardOutput.ReadToEndAsync();
        var complaint = _host.StandardError.ReadToEndAsync();
        using var http = new HttpClient { BaseAddress = Address };
        await Eventually.TrueAsync(async () =>
        {
            if (_host.HasExited) throw new InvalidOperationException($"The host ended while it started: {await complaint}");
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
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
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
        _host?.Dispose();
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
