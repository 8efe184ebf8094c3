using System.Globalization;
using Onebox.Api.Models;
using Onebox.Kernel;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog.Sizing;

/// <summary>Holds a wish against the devices, and says in sentences how it comes out.</summary>
internal static class FitReports
{
    private const int ContextStep = 256;

    public static FitReport Of(Wish wish, IReadOnlyList<LendableDevice> devices)
    {
        var need = wish.Need();
        var levers = Levers.Of(wish, devices);
        var fits = devices.Select(d => OfDevice(wish, need, d)).ToList();
        var best = fits.Find(f => f.Verdict == Fit.Fits);
        var verdict = best is not null ? Fit.Fits : levers.Count > 0 ? Fit.FitsIf : Fit.DoesNotFit;
        return new FitReport
        {
            Model = wish.Model.Name,
            Quantization = wish.Model.Quantization,
            Verdict = verdict,
            Summary = Summary(verdict, need, best, devices) + BeyondTraining(wish),
            Levers = best is not null ? [] : levers,
            WeightsBytes = need.WeightsBytes,
            KeyValueBytes = need.KeyValueBytes,
            ComputeBytes = need.ComputeBytes,
            RuntimeBytes = need.RuntimeBytes,
            TrainingBytes = need.TrainingBytes,
            Arithmetic = [.. need.Arithmetic, $"together: {Sizes.Text(need.TotalBytes)}"],
            Devices = fits,
            ContextTokens = wish.Training?.SequenceTokens ?? wish.Shape.ContextTokens,
            Parallel = wish.Shape.Parallel,
            KeyValueType = wish.Shape.KeyValueType,
        };
    }

    private static DeviceFit OfDevice(Wish wish, MemoryNeed need, LendableDevice device)
    {
        var missing = need.TotalBytes - device.FreeBytes;
        var verdict = missing <= 0 ? Fit.Fits : need.TotalBytes <= device.TotalBytes ? Fit.FitsIf : Fit.DoesNotFit;
        var reason = verdict switch
        {
            Fit.Fits => $"needs {Sizes.Text(need.TotalBytes)} of {Sizes.Text(device.FreeBytes)} free; {Sizes.Text(-missing)} remain free",
            Fit.FitsIf => $"needs {Sizes.Text(need.TotalBytes)}, {Sizes.Text(device.FreeBytes)} are free; {Sizes.Text(device.TotalBytes - device.FreeBytes)} are held now, {Sizes.Text(missing)} of them would have to be freed",
            _ => $"needs {Sizes.Text(need.TotalBytes)}, the whole device has {Sizes.Text(device.TotalBytes)}",
        };
        return new DeviceFit(device.Id, device.Name, device.Kind, verdict, device.FreeBytes, need.TotalBytes, reason, wish.Training is null ? LargestContext(wish, device.FreeBytes) : null);
    }

    /// <summary>The largest context that fits into <paramref name="bytes"/>; the need grows with it, so halving finds it. Null when none does.</summary>
    public static int? LargestContext(Wish wish, long bytes)
    {
        var most = Math.Max(wish.Model.Facts.ContextLength ?? wish.Shape.ContextTokens, wish.Shape.ContextTokens);
        bool FitsWith(int context) => (wish with { Shape = wish.Shape with { ContextTokens = context } }).Bytes <= bytes;
        if (FitsWith(most)) return most;
        var (low, high) = (0, most / ContextStep);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (FitsWith(middle * ContextStep)) low = middle;
            else high = middle - 1;
        }

        return low > 0 ? low * ContextStep : FitsWith(1) ? 1 : null;
    }

    private static string BeyondTraining(Wish wish) =>
        wish.Model.Facts.ContextLength is { } trained && (wish.Training?.SequenceTokens ?? wish.Shape.ContextTokens) is var asked && asked > trained
            ? string.Create(CultureInfo.InvariantCulture, $" Mind that the model was trained for {trained} tokens: beyond them its answers fall apart, unless it is made for a longer context by scaling.")
            : "";

    private static string Summary(string verdict, MemoryNeed need, DeviceFit? best, IReadOnlyList<LendableDevice> devices)
    {
        if (best is not null) return $"It fits {best.Name}: it {best.Reason}.";
        if (devices.Count == 0) return $"It needs {Sizes.Text(need.TotalBytes)}; no device of this box is known.";
        var largest = devices.MaxBy(d => d.FreeBytes)!;
        var how = verdict == Fit.FitsIf ? "it fits if one of the levers is pulled" : "no lever makes it fit";
        return string.Create(CultureInfo.InvariantCulture, $"It needs {Sizes.Text(need.TotalBytes)} and the most that is free on one device are {Sizes.Text(largest.FreeBytes)} ({largest.Name}): {how}.");
    }
}
