// Onebox.Sizing.Bench [--data FOLDER]: holds sizing against what llama.cpp allocates, for several shapes of models and contexts.
// Prints a Markdown table; ends with 1 when weights + KV are off by more than 5 % anywhere.
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Onebox.Catalog;
using Onebox.Llama;
using Onebox.Sizing.Bench;

const double Allowed = 0.05;

var sizing = new ServiceCollection().AddCatalog().BuildServiceProvider().GetRequiredService<ISizing>();
var folder = Directory.CreateTempSubdirectory("onebox-sizing-");
var worst = 0.0;
try
{
    Console.WriteLine("| model | context × parallel | KV | weights + KV estimated | allocated | error | compute estimated | allocated |");
    Console.WriteLine("|---|---|---|---|---|---|---|---|");
    foreach (var model in Shapes.Models(folder.FullName, args.Length > 1 && args[0] == "--data" ? args[1] : null))
    {
        foreach (var shape in Shapes.Contexts(model))
        {
            var need = sizing.Estimate(model, shape);
            var real = await MeasureAsync(model, shape);
            double estimated = need.WeightsBytes + need.KeyValueBytes, allocated = real.Weights + real.Kv;
            var error = (estimated - allocated) / allocated;
            worst = Math.Max(worst, Math.Abs(error));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {model.Name} | {shape.ContextTokens} × {shape.Parallel} | {shape.KeyValueType} | {Mebi(estimated)} | {Mebi(allocated)} | {Math.Round(error, 3):+0.0%;-0.0%;0.0%} | {Mebi(need.ComputeBytes)} | {Mebi(real.Compute + real.Output)} |"));
        }
    }
}
finally
{
    folder.Delete(recursive: true);
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nLargest error of weights + KV: {worst:0.0%} (allowed: {Allowed:0%})."));
return worst <= Allowed ? 0 : 1;

static string Mebi(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.00} MiB");

static async Task<EngineMemory> MeasureAsync(Model model, ServingShape shape)
{
    using var loaded = LlamaModel.Load(model.MainFile, new LlamaModelOptions { GpuLayers = 0 });
    var type = Enum.Parse<KvType>(shape.KeyValueType, ignoreCase: true);
    await using var engine = new Engine(loaded, new EngineOptions
    {
        ContextTokens = shape.ContextTokens * shape.Parallel,
        SequenceTokens = shape.ContextTokens,
        MaxSequences = shape.Parallel,
        BatchTokens = shape.BatchTokens,
        KeyType = type,
        ValueType = type,
        FlashAttention = FlashAttention.On,
        Threads = 1,
        BatchThreads = 1,
    });
    return engine.Snapshot().Memory;
}
