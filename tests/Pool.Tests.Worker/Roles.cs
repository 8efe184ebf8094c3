using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Onebox.Kernel;

namespace Onebox.Pool.Tests.Worker;

/// <summary>Well behaved: answers, tells what it was given, exits when told.</summary>
internal sealed class Echo : IWorkerRole
{
    public string Kind => "echo";

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        await using var app = await Answering.StartAsync(context.SocketPath, routes =>
        {
            routes.MapGet("/given", http => http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{context.Settings.GetRawText()}|{context.CpuCores}|{context.MemoryBytes}|{context.Slices.Count}")));
            routes.MapGet("/environment", http => http.Response.WriteAsync(string.Join('\n', Environment.GetEnvironmentVariables().Keys.Cast<string>().Select(k => $"{k}={Environment.GetEnvironmentVariable(k)}"))));
            routes.MapGet("/exit/{code:int}", http =>
            {
                Environment.Exit(int.Parse((string)http.Request.RouteValues["code"]!, CultureInfo.InvariantCulture));
                return Task.CompletedTask;
            });
        });
        await Answering.UntilAsync(stop);
    }
}

/// <summary>Crashes before it answers.</summary>
internal sealed class Crash : IWorkerRole
{
    public string Kind => "crash";

    public Task RunAsync(WorkerContext context, CancellationToken stop) => throw new InvalidOperationException("the reactor melted");
}

/// <summary>Cannot work with what it was given.</summary>
internal sealed class Refuse : IWorkerRole
{
    public string Kind => "refuse";

    public Task RunAsync(WorkerContext context, CancellationToken stop) =>
        throw new Problem(ProblemKind.Corrupt, "model.corrupt", "The file is not a model.", "Import it again.").ToException();
}

/// <summary>Done at once.</summary>
internal sealed class Brief : IWorkerRole
{
    public string Kind => "brief";

    public Task RunAsync(WorkerContext context, CancellationToken stop) => Task.CompletedTask;
}

/// <summary>Takes memory until it is stopped.</summary>
internal sealed class Hog : IWorkerRole
{
    public string Kind => "hog";

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        await using var app = await Answering.StartAsync(context.SocketPath);
        const int chunk = 16 << 20;
        List<IntPtr> held = [];
        while (!stop.IsCancellationRequested)
        {
            var memory = Marshal.AllocHGlobal(chunk);
            held.Add(memory);
            for (var i = 0; i < chunk; i += 4096) Marshal.WriteByte(memory, i, 1);
            await Task.Yield();
        }
    }
}

/// <summary>Burns as much processor time as it gets, on two threads.</summary>
internal sealed class Spin : IWorkerRole
{
    public string Kind => "spin";

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        await using var app = await Answering.StartAsync(context.SocketPath, routes =>
            routes.MapGet("/cpu", http => http.Response.WriteAsync(Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds.ToString("R", CultureInfo.InvariantCulture))));
        for (var i = 0; i < 2; i++)
        {
            new Thread(() =>
            {
                while (!stop.IsCancellationRequested) Math.Sqrt(2).ToString(CultureInfo.InvariantCulture);
            })
            { IsBackground = true }.Start();
        }

        await Answering.UntilAsync(stop);
    }
}

/// <summary>Has children: one in its group, one that left its session.</summary>
internal sealed class Family : IWorkerRole
{
    public string Kind => "family";

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        using var near = Process.Start("/bin/sleep", "1000");
        using var far = Process.Start("setsid", "/bin/sleep 1000");
        await using var app = await Answering.StartAsync(context.SocketPath, routes =>
            routes.MapGet("/children", http => http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{near.Id} {far.Id}"))));
        // Leaves them behind: ending them is the pool's part.
        await Answering.UntilAsync(stop);
    }
}

/// <summary>Hears neither SIGTERM nor the end of its host.</summary>
internal static class Deaf
{
    public static async Task<int> RunAsync(string folder)
    {
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        await using var app = await Answering.StartAsync(Path.Combine(folder, "worker.sock"));
        await Answering.UntilAsync(CancellationToken.None);
        return 0;
    }
}
