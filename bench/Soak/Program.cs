using System.Globalization;
using System.Text.Json;
using Onebox.Soak.Bench;

// Ten thousand requests of all kinds against a real box, with a worker killed in the middle: nothing may leak, hang or come out wrong.
// Onebox.Soak.Bench --host FILE --model FILE [--requests 10000] [--parallel 16] [--json]
//   --host   the onebox-host program (a build's or publish's output)
//   --model  a small GGUF
string Option(string name, string? otherwise = null) =>
    Array.IndexOf(args, "--" + name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise ?? throw new ArgumentException($"--{name} is missing; see the first lines of Program.cs.", name);

var requests = int.Parse(Option("requests", "10000"), CultureInfo.InvariantCulture);
var parallel = int.Parse(Option("parallel", "16"), CultureInfo.InvariantCulture);
await using var box = await SoakedBox.StartAsync(Option("host"), Option("model"));
var load = new Load(box, seed: 1);
await load.LearnAsync();
// What is made once (pools, caches, tiered code) is not a leak: it is there before the count begins.
await load.RunAsync(requests / 10, parallel, killAt: -1);
var before = await box.VitalsAsync();
var began = TimeProvider.System.GetTimestamp();
load.Forget();
await load.RunAsync(requests, parallel, killAt: requests / 2);
var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
var after = await box.QuietVitalsAsync();

var report = new Dictionary<string, object>(StringComparer.Ordinal)
{
    ["requests"] = requests,
    ["requests/s"] = Math.Round(requests / seconds, 1),
    ["outcomes"] = load.Outcomes,
    ["wrong texts"] = load.Wrong,
    ["stuck (over 60 s)"] = load.Stuck,
    ["unexpected answers"] = load.Unexpected,
    ["before"] = before,
    ["after"] = after,
};
Console.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions { WriteIndented = true }));
foreach (var line in load.Complaints.Take(10)) await Console.Error.WriteLineAsync(line);
return load.Wrong + load.Stuck + load.Unexpected == 0 && after.Running == 0 && after.Waiting == 0 ? 0 : 1;
