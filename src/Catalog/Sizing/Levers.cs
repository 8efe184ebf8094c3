using Onebox.Kernel;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog.Sizing;

/// <summary>What would make a wish fit, each alone, in the order of what it costs the wisher.</summary>
internal static class Levers
{
    private const int SmallestContext = 256;

    public static IReadOnlyList<string> Of(Wish wish, IReadOnlyList<LendableDevice> devices)
    {
        if (devices.Count == 0) return [];
        var free = devices.Max(d => d.FreeBytes);
        if (wish.Bytes <= free) return [];
        var levers = new List<string>();
        Stop(wish, devices, levers);
        Split(wish, devices, levers);
        if (wish.Training is null) Serving(wish, free, levers);
        else Training(wish, free, levers);
        return levers;
    }

    private static void Stop(Wish wish, IReadOnlyList<LendableDevice> devices, List<string> levers)
    {
        if (devices.Where(d => wish.Bytes <= d.TotalBytes).MaxBy(d => d.FreeBytes) is { } device)
            levers.Add($"Free {Sizes.Text(wish.Bytes - device.FreeBytes)} of {device.Name}: stop deployments or other processes that hold its memory (see 'onebox pool').");
    }

    private static void Split(Wish wish, IReadOnlyList<LendableDevice> devices, List<string> levers)
    {
        var gpus = devices.Where(d => d.Kind == "gpu").OrderByDescending(d => d.FreeBytes).ToList();
        var together = gpus.Sum(d => d.FreeBytes);
        if (wish.Training is null && gpus.Count > 1 && wish.Bytes <= together) levers.Add($"Spread its layers over {gpus.Count} GPUs: together they have {Sizes.Text(together)} free.");
    }

    private static void Serving(Wish wish, long free, List<string> levers)
    {
        var now = KeyValueType.Of(wish.Shape.KeyValueType);
        foreach (var type in KeyValueType.All.Where(t => t.BytesPerElement < now.BytesPerElement && t.Name is "q8_0" or "q4_0"))
            Try($"Keep keys and values as {type.Name}", wish with { Shape = wish.Shape with { KeyValueType = type.Name } });
        if (FitReports.LargestContext(wish, free) is { } context && context >= SmallestContext && context < wish.Shape.ContextTokens)
            Try($"Take a context of {context} tokens", wish with { Shape = wish.Shape with { ContextTokens = context } });
        for (var parallel = wish.Shape.Parallel / 2; parallel >= 1; parallel /= 2)
        {
            if (Try($"Run {parallel} sequences at once", wish with { Shape = wish.Shape with { Parallel = parallel } })) break;
        }

        foreach (var smaller in wish.Smaller)
        {
            if (Try($"Take the quantization {smaller.Quantization}", wish with { Model = smaller })) break;
        }

        bool Try(string lever, Wish changed)
        {
            var bytes = changed.Bytes;
            if (bytes > free || bytes >= wish.Bytes) return false;
            levers.Add($"{lever}: {Sizes.Text(bytes)} instead of {Sizes.Text(wish.Bytes)}.");
            return true;
        }
    }

    private static void Training(Wish wish, long free, List<string> levers)
    {
        var shape = wish.Training!;
        Try("Turn gradient checkpointing on (about a third more computing)", shape with { GradientCheckpointing = true });
        for (var batch = shape.Batch / 2; batch >= 1; batch /= 2)
        {
            if (Try($"Take a batch of {batch} and accumulate gradients", shape with { Batch = batch })) break;
        }

        if (shape.Ranks > 1) Try("Train in one process (ranks=1)", shape with { Ranks = 1 });
        if (shape.Precision == "f32") Try("Train in bf16", shape with { Precision = "bf16" });
        if (shape.Method == "full") Try("Train an adapter (lora)", shape with { Method = "lora" });
        if (shape.Method is "full" or "lora") Try("Train an adapter on a 4-bit base (qlora)", shape with { Method = "qlora" });
        Try("Do it all: qlora, checkpointing, a batch of 1", shape with { Method = "qlora", Precision = "bf16", GradientCheckpointing = true, Batch = 1 });

        bool Try(string lever, Api.Models.TrainingShape changed)
        {
            var bytes = (wish with { Training = changed }).Bytes;
            // The last lever is for when none of the others does it alone.
            if (bytes > free || bytes >= wish.Bytes || (changed is { Method: "qlora", Batch: 1, GradientCheckpointing: true } && shape.Method == "pretrain")) return false;
            levers.Add($"{lever}: {Sizes.Text(bytes)} instead of {Sizes.Text(wish.Bytes)}.");
            return true;
        }
    }
}
