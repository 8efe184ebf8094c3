using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Api.Box;
using Onebox.Api.Client;

namespace Onebox.Console.Tests.Browser;

/// <summary>The real box, started from its build as a process with a data folder of its own, and the API in its owner's name.</summary>
public sealed class RealBox : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly HttpClient _http;
    private readonly string _folder;

    private RealBox(Process process, HttpClient http, string folder, string address, RunningBox running, X509Certificate2? certificate)
    {
        (_process, _http, _folder, Address, Running, Certificate) = (process, http, folder, address, running, certificate);
        Client = new OneboxClient(new BoxConnection(http));
    }

    public string Address { get; }

    public OneboxClient Client { get; }

    /// <summary>What the box says of itself in its data folder.</summary>
    public RunningBox Running { get; }

    /// <summary>The one that it made for itself; null without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <param name="wide">Listen on all addresses of this machine, so with TLS.</param>
    public static async Task<RealBox> StartAsync(bool wide, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("onebox-console-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo(HostFile()) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] listen = wide ? ["--address", "0.0.0.0"] : [];
        foreach (var argument in new[] { "--data", folder, "--port", $"{port}", "--name", "workbench", "--Onebox:Catalog:BundledFolder", "none" }.Concat(listen)) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync(cancellation);
        _ = process.StandardOutput.ReadToEndAsync(cancellation);

        var address = $"{(wide ? "https" : "http")}://127.0.0.1:{port}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var made = Path.Combine(folder, "secrets", "box.pfx");
        while (wide && !File.Exists(made) && !process.HasExited) await Task.Delay(Look, patience.Token);
        var certificate = wide && File.Exists(made) ? X509CertificateLoader.LoadPkcs12FromFile(made, null) : null;
        var http = new HttpClient(Trusting(certificate)) { BaseAddress = new Uri(address + "/") };
        while (!await IsReadyAsync(http, patience.Token))
        {
            if (process.HasExited) throw new InvalidOperationException($"The box ended at its start: {await said}");
            await Task.Delay(Look, patience.Token);
        }

        await using var file = File.OpenRead(Path.Combine(folder, "run", "box.json"));
        var running = await JsonSerializer.DeserializeAsync(file, ApiJson.Default.RunningBox, cancellation);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(running!.LocalKeyFile, cancellation)).Trim());
        return new RealBox(process, http, folder, address, running, certificate);
    }

    /// <summary>A new single-use link for the owner.</summary>
    public async Task<string> OwnerLinkAsync(CancellationToken cancellation)
    {
        SignInLink link = await Client.Access.CreateLinkAsync("owner", cancellation);
        // A box that listens wider names itself by its machine's name, which not every machine can resolve.
        return Address + new Uri(link.Url).PathAndQuery + new Uri(link.Url).Fragment;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Client.StopBoxAsync(CancellationToken.None);
            using var patience = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception error) when (error is BoxException or OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        _http.Dispose();
        Certificate?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // As if the box's certificate had been installed; names and dates are checked as ever.
    private static SocketsHttpHandler Trusting(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        if (certificate is not null) handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { certificate }, RevocationMode = X509RevocationMode.NoCheck };
        return handler;
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync("health/ready", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // tests/Console.Tests/bin/Debug/net10.0 → src/Host/bin/Debug/net10.0
    private static string HostFile()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", "Host", "bin", output.Parent.Name, output.Name, "onebox-host");
    }
}
