using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Access;
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

    /// <summary>Over TLS when a flag makes it listen wider than loopback.</summary>
    public Uri Address => new($"{(IsWide ? "https" : "http")}://127.0.0.1:{Port}/");

    /// <summary>The certificate that it made for itself; null without TLS.</summary>
    public X509Certificate2? Certificate => IsWide ? X509CertificateLoader.LoadPkcs12FromFile(CertificateFile, null) : null;

    public int ProcessId => _host!.Id;

    /// <summary>The local key, which makes its bearer the owner.</summary>
    public string LocalKey => File.ReadAllText(Path.Combine(Folder, "run", "local.key"));

    public OneboxClient Client => ClientFor(LocalKey);

    private bool IsWide => _flags.Contains("--address");

    private string CertificateFile => Path.Combine(Folder, "secrets", "box.pfx");

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
        // It makes its certificate before it listens.
        if (IsWide) await Eventually.TrueAsync(() => Task.FromResult(_host.HasExited || File.Exists(CertificateFile)), Patience);
        using var http = NewHttp();
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
        var http = NewHttp();
        http.Timeout = TimeSpan.FromMinutes(2);
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return new OneboxClient(new BoxConnection(http));
    }

    /// <summary>Another person on the box: a user with that role and these groups, asking by a key of their own.</summary>
    public async Task<OneboxClient> AnotherAsync(string name, string role, params string[] groups)
    {
        var created = await Client.Access.CreateUserAsync(new CreateUserRequest(name, role, groups));
        using var http = NewHttp();
        using var signedIn = await http.PostAsJsonAsync("api/session", new SignInRequest(Token: new Uri(created.Link.Url).Fragment.TrimStart('#')));
        signedIn.EnsureSuccessStatusCode();
        return ClientFor((await new OneboxClient(new BoxConnection(http)).Access.CreateKeyAsync(new CreateKeyRequest(name, role))).Key);
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

    /// <summary>Trusts the box's certificate as if it had been installed; names and dates are checked as ever.</summary>
    private HttpClient NewHttp()
    {
        var handler = new SocketsHttpHandler();
        if (IsWide && File.Exists(CertificateFile)) handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { Certificate! }, RevocationMode = X509RevocationMode.NoCheck };
        return new HttpClient(handler) { BaseAddress = Address };
    }

    /// <summary>A port that was free a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
