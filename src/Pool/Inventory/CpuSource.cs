using System.Globalization;
using Onebox.Api.Pool;

namespace Onebox.Pool.Inventory;

/// <summary>The machine's processors as one device; its compute is the cores that this process may use (affinity and cgroup counted).</summary>
internal sealed class CpuSource(MachineFiles files) : IDeviceSource
{
    /// <summary>What decides which kernels of an engine run, of x86 (<c>flags</c>) and Arm (<c>Features</c>).</summary>
    private static readonly string[] TellingInstructionSets =
    [
        "sse4_2", "avx", "avx2", "fma", "f16c", "avx_vnni", "avx512f", "avx512bw", "avx512vl", "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16",
        "asimd", "asimddp", "asimdhp", "i8mm", "bf16", "sve", "sve2",
    ];

    private (long Busy, long Total)? _last;

    public IReadOnlyList<DeviceReading> Read(Moment moment)
    {
        var processors = Processors();
        var first = processors.Count > 0 ? processors[0] : [];
        var model = first.GetValueOrDefault("model name") ?? first.GetValueOrDefault("Model") ?? "CPU";
        var sets = (first.GetValueOrDefault("flags") ?? first.GetValueOrDefault("Features") ?? "").Split(' ').ToHashSet(StringComparer.Ordinal);
        var numa = files.Names("/sys/devices/system/node").Count(n => n.StartsWith("node", StringComparison.Ordinal) && int.TryParse(n.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out _));
        var sockets = processors.Select(p => p.GetValueOrDefault("physical id", "0")).Distinct(StringComparer.Ordinal).Count();
        var cores = processors.Select((p, i) => (p.GetValueOrDefault("physical id", "0"), p.GetValueOrDefault("core id", i.ToString(CultureInfo.InvariantCulture)))).Distinct().Count();
        return
        [
            new DeviceReading(new DeviceInfo
            {
                Id = moment.DeviceId(DeviceKinds.Cpu, "cpu"),
                Kind = DeviceKinds.Cpu,
                Name = model,
                TotalCompute = Environment.ProcessorCount,
                Utilization = Utilization(),
                NumaNode = numa == 1 ? 0 : null,
                Facts = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["sockets"] = sockets.ToString(CultureInfo.InvariantCulture),
                    ["cores"] = cores.ToString(CultureInfo.InvariantCulture),
                    ["threads"] = processors.Count.ToString(CultureInfo.InvariantCulture),
                    ["NUMA nodes"] = Math.Max(1, numa).ToString(CultureInfo.InvariantCulture),
                    ["instruction sets"] = string.Join(' ', TellingInstructionSets.Where(sets.Contains)),
                },
            }),
        ];
    }

    private List<Dictionary<string, string>> Processors()
    {
        List<Dictionary<string, string>> processors = [];
        foreach (var line in files.Lines("/proc/cpuinfo"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            var (key, value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (key == "processor") processors.Add(new Dictionary<string, string>(StringComparer.Ordinal));
            if (processors.Count > 0) processors[^1][key] = value;
        }

        return processors;
    }

    /// <summary>The busy share since the last reading; null at the first.</summary>
    private double? Utilization()
    {
        var words = files.Lines("/proc/stat").FirstOrDefault(l => l.StartsWith("cpu ", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is null || words.Length < 9) return null;
        // user nice system idle iowait irq softirq steal; guest time is inside user time already.
        var times = words.Skip(1).Take(8).Select(w => long.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        var total = times.Sum();
        var now = (Busy: total - times[3] - times[4], Total: total);
        var last = _last;
        _last = now;
        return last is { } l && now.Total > l.Total ? Math.Clamp((double)(now.Busy - l.Busy) / (now.Total - l.Total), 0, 1) : null;
    }
}
