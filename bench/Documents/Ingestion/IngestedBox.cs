using System.Diagnostics;
using System.Globalization;
using Onebox.Api.Client;
using Onebox.Api.Tasks;
using Onebox.Testing;

namespace Onebox.Documents.Bench.Ingestion;

/// <summary>A real box whose host and worker are killed on the way, and whose memory is watched.</summary>
internal sealed class IngestedBox : IAsyncDisposable
{
    private readonly RealBox _box;
    private readonly CancellationTokenSource _end = new();
    private readonly HashSet<int> _workers = [];
    private readonly Task _watching;

    private IngestedBox(RealBox box)
    {
        _box = box;
        _watching = WatchAsync();
    }

    // Each start has a key of its own.
    public OneboxClient Client => _box.Client;

    /// <summary>In KiB, as the kernel has noted it (VmHWM).</summary>
    public long HostPeak { get; private set; }

    public long WorkerPeak { get; private set; }

    public int Workers => _workers.Count;

    public int ProcessId => _box.ProcessId;

    public static async Task<IngestedBox> StartAsync(string program, params string[] flags) => new(await RealBox.StartProgramAsync(program, flags));

    /// <summary>SIGKILL; then it starts again.</summary>
    public async Task KillAsync()
    {
        Look();
        await _box.KillAsync();
        await _box.StartAgainAsync();
    }

    /// <summary>SIGKILL for the process that reads documents.</summary>
    public async Task KillWorkerAsync()
    {
        var id = 0;
        await Eventually.TrueAsync(async () => (id = (await Client.Pool.GetAsync()).Workers.FirstOrDefault(w => w.Kind == "documents" && w.State == "running")?.ProcessId ?? 0) > 0);
        using var worker = Process.GetProcessById(id);
        worker.Kill();
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
        await _box.DisposeAsync();
        _end.Dispose();
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
        HostPeak = Math.Max(HostPeak, Peak(_box.ProcessId));
        // A worker's command line says what it is and whose; the shell that becomes it has the same words.
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                var command = File.ReadAllText($"{folder}/cmdline");
                if (!command.Contains("worker\0documents\0", StringComparison.Ordinal) || !command.Contains(_box.Folder, StringComparison.Ordinal) || command.StartsWith("/bin/sh", StringComparison.Ordinal)) continue;
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
}
