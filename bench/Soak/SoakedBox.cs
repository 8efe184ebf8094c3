using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Onebox.Api.Client;
using Onebox.Api.Deployments;
using Onebox.Api.Models;

namespace Onebox.Soak.Bench;

/// <summary>What must not grow: resident memory, open files and threads of host and worker, and what the engine holds.</summary>
internal sealed record Vitals(double HostMebibytes, int HostFiles, int HostThreads, double WorkerMebibytes, int WorkerFiles, int WorkerThreads, int Running, int Waiting, int KeyValueCellsUsed);

/// <summary>A real host in a process and folder of its own, with the model deployed as <c>soaked</c>.</summary>
internal sealed class SoakedBox : IAsyncDisposable
{
    public const string Route = "soaked";

    private readonly Process _host;
    private readonly string _folder;

    private SoakedBox(Process host, string folder, Uri address, string key)
    {
        (_host, _folder) = (host, folder);
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        Client = new OneboxClient(new BoxConnection(Http));
    }

    public HttpClient Http { get; }

    public OneboxClient Client { get; }

    public static async Task<SoakedBox> StartAsync(string program, string model)
    {
        var folder = Directory.CreateTempSubdirectory("onebox-soak-").FullName;
        var port = FreePort();
        var host = Process.Start(new ProcessStartInfo(program, ["--data", folder, "--port", port.ToString(CultureInfo.InvariantCulture), "--Onebox:Catalog:BundledFolder", "none"]) { RedirectStandardOutput = true })!;
        _ = host.StandardOutput.ReadToEndAsync();
        var (address, keyFile) = (new Uri($"http://127.0.0.1:{port}/"), Path.Combine(folder, "run", "local.key"));
        using var probe = new HttpClient { BaseAddress = address };
        while (!File.Exists(keyFile) || !await IsReadyAsync(probe)) await Task.Delay(100);
        var box = new SoakedBox(host, folder, address, await File.ReadAllTextAsync(keyFile));
        await box.DoneAsync((await box.Client.Models.ImportAsync(new ImportModelRequest(Route, Path.GetFullPath(model)))).TaskId);
        await box.DoneAsync((await box.Client.Deployments.DeployAsync(new DeployRequest(Route, Route, new DeploymentSettings { Threads = 1, ContextTokens = 256, Parallel = 8 }))).TaskId);
        return box;
    }

    public async Task KillWorkerAsync()
    {
        if ((await ReplicaAsync())?.ProcessId is not { } id) return;
        using var worker = Process.GetProcessById(id);
        worker.Kill();
    }

    public async Task<Vitals> VitalsAsync()
    {
        var replica = await ReplicaAsync() ?? throw new InvalidOperationException("No replica is there.");
        var (host, worker) = (Of(_host.Id), Of(replica.ProcessId ?? throw new InvalidOperationException("The replica has no process.")));
        var engine = replica.Engine;
        return new Vitals(host.Mebibytes, host.Files, host.Threads, worker.Mebibytes, worker.Files, worker.Threads, engine?.Running ?? -1, engine?.Waiting ?? -1, engine?.KeyValueCellsUsed ?? -1);
    }

    /// <summary>When what clients left behind has had time to end.</summary>
    public async Task<Vitals> QuietVitalsAsync()
    {
        for (var look = 0; ; look++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var vitals = await VitalsAsync();
            if (vitals is { Running: 0, Waiting: 0 } && look >= 5 || look == 30) return vitals;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.StopBoxAsync();
        await _host.WaitForExitAsync();
        _host.Dispose();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ReplicaInfo?> ReplicaAsync() => (await Client.Deployments.GetAsync(Route)).Replicas.FirstOrDefault(r => r.State == "ready");

    private async Task DoneAsync(string task)
    {
        var ended = await Client.Tasks.WaitAsync(task);
        if (ended.Failure is { } failure) throw new InvalidOperationException(failure.Cause);
    }

    private static (double Mebibytes, int Files, int Threads) Of(int process)
    {
        var resident = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return (Math.Round(double.Parse(resident, CultureInfo.InvariantCulture) / 1024, 1), Directory.GetFileSystemEntries($"/proc/{process}/fd").Length, Directory.GetDirectories($"/proc/{process}/task").Length);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("health/ready");
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
}
