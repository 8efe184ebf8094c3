using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Onebox.Api.Client;
using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Testing;

namespace Onebox.Soak.Bench;

/// <summary>What must not grow: resident memory, open files and threads of host and worker, and what the engine holds.</summary>
internal sealed record Vitals(double HostMebibytes, int HostFiles, int HostThreads, double WorkerMebibytes, int WorkerFiles, int WorkerThreads, int Running, int Waiting, int KeyValueCellsUsed);

/// <summary>A real host in a process and folder of its own, with the model deployed as <c>soaked</c>.</summary>
internal sealed class SoakedBox : IAsyncDisposable
{
    public const string Route = "soaked";

    private readonly RealBox _box;

    private SoakedBox(RealBox box)
    {
        _box = box;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = box.Address, Timeout = Timeout.InfiniteTimeSpan };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", box.LocalKey);
        Client = new OneboxClient(new BoxConnection(Http));
    }

    public HttpClient Http { get; }

    public OneboxClient Client { get; }

    public static async Task<SoakedBox> StartAsync(string program, string model)
    {
        var box = new SoakedBox(await RealBox.StartProgramAsync(program));
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
        var (host, worker) = (Of(_box.ProcessId), Of(replica.ProcessId ?? throw new InvalidOperationException("The replica has no process.")));
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
        Http.Dispose();
        await _box.DisposeAsync();
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
}
