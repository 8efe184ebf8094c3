// Onebox.Training.Bench [utilization] [optimizer] [packing] [checkpoint] [--parameters 5M|100M|1B] [--method full|lora] [--tokens N] [--length N] [--shortest N] [--steps N] [--threads N] [--moments bf16] [--checkpointing] [--folder DIR] [--json]
// Each part holds the loop against what the machine can do, measured in the same run. Without a part: all. Ends with 1 when a bar is missed.
using System.Globalization;
using System.Text.Json;
using Onebox.Models;
using Onebox.Training.Bench;

var settings = BenchSettings.Parse(args);
TorchRuntime.Load(settings.Threads);
var figures = new List<Figure>();
if (settings.Does("utilization")) figures.AddRange(UtilizationBench.Run(settings));
if (settings.Does("optimizer")) figures.AddRange(OptimizerBench.Run(settings));
if (settings.Does("packing")) figures.AddRange(PackingBench.Run(settings));
if (settings.Does("checkpoint")) figures.AddRange(CheckpointBench.Run(settings));

if (settings.Json)
{
    Console.WriteLine(JsonSerializer.Serialize(figures));
}
else
{
    Console.WriteLine("| what | figure | bar | |");
    Console.WriteLine("|---|---|---|---|");
    foreach (var figure in figures) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {figure.What} | {figure.Value:0.###} {figure.Unit} | {figure.BarText} | {(figure.Holds ? "" : "missed")} |"));
}
return figures.All(f => f.Holds) ? 0 : 1;
