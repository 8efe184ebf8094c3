using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net;
using Onebox.Api.Client;
using Onebox.Api.Tasks;

namespace Onebox.Documents.Bench.Ingestion;

/// <summary>A real host in a process and folder of its own, that can be killed and started again; watches the memory of host and worker.</summary>
internal sealed class IngestedBox(string program, string[] flags) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-ingest-").FullName;
    private readonly CancellationTokenSource _end = new();
    private Process? _host;
    private HttpClient? _http;
    private Task _watching = Task.CompletedTask;

    public OneboxClient Client { get; private set; } = null!;

    /// <summary>In KiB, as the kernel has noted it (VmHWM).</summary>
    public long HostPeak { get; private set; }

    public long WorkerPeak { get; private set; }

    public int Workers => _workers.Count;

    private readonly HashSet<int> _workers = [];

    public async Task StartAsync()
    {
        var port = FreePort();
        _host = Process.Start(new ProcessStartInfo(program, ["--data", _folder, "--port", port.ToString(CultureInfo.InvariantCulture), "--Onebox:Catalog:BundledFolder", "none", .. flags]) { RedirectStandardOutput = true })!;
        _ = _host.StandardOutput.ReadToEndAsync();
        _http?.Dispose();
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(5) };
        while (!await IsReadyAsync()) await Task.Delay(100);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await File.ReadAllTextAsync(Path.Combine(_folder, "run", "local.key")));
        Client = new OneboxClient(new BoxConnection(_http));
        if (_watching.IsCompleted) _watching = WatchAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        Look();
        _host!.Kill();
        await _host.WaitForExitAsync();
        _host.Dispose();
        await StartAsync();
    }

    /// <summary>SIGKILL for the process that reads documents.</summary>
    public async Task KillWorkerAsync()
    {
        while (true)
        {
            if ((await Client.Pool.GetAsync()).Workers.FirstOrDefault(w => w.Kind == "documents" && w.State == "running") is { ProcessId: > 0 and var id })
            {
                using var worker = Process.GetProcessById(id);
                worker.Kill();
                return;
            }

            await Task.Delay(20);
        }
    }

    public async Task DoneAsync(string task)
    {
        var ended = await Client.Tasks.WaitAsync(task);
        if (ended.State != TaskState.Succeeded) throw new InvalidOperationException(ended.Failure?.Cause ?? $"The task ended as {ended.State}.");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        await Client.StopBoxAsync();
        await _host!.WaitForExitAsync();
        _host.Dispose();
        _http!.Dispose();
        _end.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WatchAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            Look();
            await Task.Delay(50, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Look()
    {
        if (_host is not { } host) return;
        HostPeak = Math.Max(HostPeak, Peak(host.Id));
        // Workers are sessions of their own below the host; their command line says what they are.
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var command = File.ReadAllText($"{folder}/cmdline");
                if (!command.Contains("worker\0documents\0", StringComparison.Ordinal) || !command.Contains(_folder, StringComparison.Ordinal) || command.StartsWith("/bin/sh", StringComparison.Ordinal)) continue;
                var id = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
                _workers.Add(id);
                WorkerPeak = Math.Max(WorkerPeak, Peak(id));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at.
            }
        }
    }

    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http!.GetAsync("health/ready");
            return answer.IsSuccessStatusCode && File.Exists(Path.Combine(_folder, "run", "local.key"));
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
