using System.Globalization;
using System.Text.Json;
using Onebox.Llama;
using Onebox.Llama.Bench;

// Onebox.Llama.Bench [throughput|first-token|invariance] --model F [--streams 8] [--tokens 128] [--prompt 64] [--threads 2] [--rounds 5] [--seeded] [--raw-keeps-threads] [--no-repack] [--json]
// Onebox.Llama.Bench quantize --model F --out F --type Q4_K_M
string? Option(string name) => Array.IndexOf(args, "--" + name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
int Number(string name, int otherwise) => Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
bool Flag(string name) => args.Contains("--" + name, StringComparer.Ordinal);

var what = args.Length > 0 ? args[0] : "";
if (Option("model") is not { } path || what is not ("throughput" or "first-token" or "invariance" or "quantize"))
{
    Console.Error.WriteLine("usage: throughput|first-token|invariance|quantize --model FILE (see the first lines of Program.cs)");
    return 2;
}
if (what == "quantize")
{
    Quantizer.Quantize(path, Option("out")!, Enum.Parse<QuantizedType>(Option("type") ?? "Q4_K_M"), Number("threads", 2), allowRequantize: true);
    return 0;
}
var threads = Number("threads", Environment.ProcessorCount);
if (what == "invariance")
{
    foreach (var repack in new[] { true, false }) Invariance.Run(path, threads, repack, KvType.F16, FlashAttention.On);
    return 0;
}
using var model = LlamaModel.Load(path, new LlamaModelOptions { RepackWeights = !Flag("no-repack") });
var result = what == "throughput"
    ? await Throughput.Run(model, Number("streams", 8), Number("prompt", 64), Number("tokens", 128), threads, Number("rounds", 5), Flag("seeded"), Flag("raw-keeps-threads"))
    : await Throughput.FirstToken(model, Number("prompt", 2000), threads, Number("rounds", 3));
if (Flag("json"))
{
    Console.WriteLine(JsonSerializer.Serialize(result));
    return 0;
}
Console.WriteLine($"{Path.GetFileName(path)} ({model.Description})");
foreach (var (name, value) in result) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-34} {value:0.####}"));
return 0;
