using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Access;
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

    private RealBox(Process process, HttpClient http, string folder, string address)
    {
        (_process, _http, _folder, Address) = (process, http, folder, address);
        Client = new OneboxClient(new BoxConnection(http));
    }

    public string Address { get; }

    public OneboxClient Client { get; }

    public static async Task<RealBox> StartAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("onebox-console-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo(HostFile()) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--data", folder, "--port", $"{port}", "--name", "workbench", "--Onebox:Catalog:BundledFolder", "none" }) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync(cancellation);
        _ = process.StandardOutput.ReadToEndAsync(cancellation);

        var address = $"http://127.0.0.1:{port}";
        var http = new HttpClient { BaseAddress = new Uri(address + "/") };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while (!await IsReadyAsync(http, patience.Token))
        {
            if (process.HasExited) throw new InvalidOperationException($"The box ended at its start: {await said}");
            await Task.Delay(Look, patience.Token);
        }

        await using var file = File.OpenRead(Path.Combine(folder, "run", "box.json"));
        var running = await JsonSerializer.DeserializeAsync(file, ApiJson.Default.RunningBox, cancellation);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(running!.LocalKeyFile, cancellation)).Trim());
        return new RealBox(process, http, folder, address);
    }

    /// <summary>A new single-use link for the owner.</summary>
    public async Task<string> OwnerLinkAsync(CancellationToken cancellation)
    {
        SignInLink link = await Client.Access.CreateLinkAsync("owner", cancellation);
        return link.Url;
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
        Directory.Delete(_folder, recursive: true);
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
