using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Onebox.Pool;
using Onebox.Serving.Worker;

namespace Onebox.ServingWorker.Bench;

/// <summary>The role as the host's worker process runs it, without a host.</summary>
internal static class Serve
{
    public static async Task RunAsync(string socket, string model, int parallel)
    {
        using var stop = new CancellationTokenSource();
        var settings = new JsonObject
        {
            ["name"] = "bench",
            ["modelFiles"] = new JsonArray(Path.GetFullPath(model)),
            ["contextTokens"] = 512,
            ["parallel"] = parallel,
            ["threads"] = 1,
            ["batchTokens"] = 512,
            ["keyType"] = "f16",
            ["valueType"] = "f16",
            ["gpuLayers"] = 0,
            ["queueLimit"] = 64,
        };
        var run = new ServingWorkerRole().RunAsync(
            new WorkerContext
            {
                WorkerId = "wrk_bench",
                Folder = Path.GetDirectoryName(Path.GetFullPath(socket))!,
                SocketPath = socket,
                Settings = JsonSerializer.SerializeToElement(settings),
                Slices = [],
                CpuCores = 1,
                MemoryBytes = 0,
                Logs = NullLoggerFactory.Instance,
            },
            stop.Token);
        await Console.In.ReadToEndAsync(stop.Token);
        await stop.CancelAsync();
        await run;
    }
}
