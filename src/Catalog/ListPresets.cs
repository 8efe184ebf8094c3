using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Catalog.Presets;
using Onebox.Catalog.Sizing;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog;

/// <summary><c>GET /api/models/presets?fits=</c>: known models from small to large, each with whether it fits this box now.</summary>
internal static class ListPresets
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/models/presets", HandleAsync).Allow(Actions.ModelsRead).WithName("ListPresets").WithTags("Models");

    private static async Task<Ok<Page<PresetInfo>>> HandleAsync(PresetCatalog presets, ILendableDevices devices, CancellationToken cancellation, bool fits = false)
    {
        var lendable = await devices.ReadAsync(cancellation);
        var items = presets.All.Select(p => p.ToInfo(Verdict(p, lendable)));
        return TypedResults.Ok(new Page<PresetInfo>([.. items.Where(p => !fits || p.Verdict is Fit.Fits or Fit.FitsIf)]));
    }

    /// <summary>By its latency mode: fits with the recommended quantization, fits if the smallest is taken, or does not fit.</summary>
    private static string? Verdict(Preset preset, IReadOnlyList<LendableDevice> devices)
    {
        if (PresetQuantizations.Recommended(preset) is not { } recommended || devices.Count == 0) return null;
        var mode = preset.Modes["latency"];
        var shape = new ServingShape(mode.Context, mode.Parallel, mode.KvType ?? "f16", mode.MicroBatch ?? 512);
        var free = devices.Max(d => d.FreeBytes);
        if (ServingMemory.Estimate(preset.Sized(recommended), shape).TotalBytes <= free) return Fit.Fits;
        var smallest = PresetQuantizations.Of(preset)[0];
        return ServingMemory.Estimate(preset.Sized(smallest), shape).TotalBytes <= free ? Fit.FitsIf : Fit.DoesNotFit;
    }
}
