using System.Globalization;
using Onebox.Api.Models;
using Onebox.Catalog.Sizing;
using Onebox.Kernel;

namespace Onebox.Catalog.Advice;

/// <summary>Holds a wish against every class of device, from the least memory to the most.</summary>
internal sealed class BoxAdvisor(SizedModel model, AdviseRequest request, int contextTokens)
{
    /// <summary>Below this a reader waits for words. Our own choice.</summary>
    private const double WantedTokensPerSecond = 10;

    private const double UsableMemory = 0.92; // the driver, its context and fragmentation take the rest: our own choice
    private const long HostBase = 16L << 30;
    private const int DiskCopies = 3; // this version, the next one, and one on its way
    private const int TrainingBatch = 1;

    private readonly bool _serves = request.Method == "serve";

    public BoxAdvice Advise()
    {
        var need = Need();
        var perSequence = _serves ? KeyValueCache.Of(model, new ServingShape(contextTokens)).Bytes : 0;
        var step = DecodeSpeed.BytesPerStep(model, request.Users, perSequence);
        List<string> arithmetic = [.. need.Arithmetic, $"together: {Sizes.Text(need.TotalBytes)}; of a device {UsableMemory:P0} of the memory is counted on"];
        if (_serves) arithmetic.Add(DecodeSpeed.Line(model, request.Users, perSequence));
        if (_serves && PrefillLine() is { } prefill) arithmetic.Add(prefill);

        var all = DeviceClass.All
            .SelectMany(device => device.PerBox.Select(count => Configuration(device, count, need, step)))
            .OrderBy(c => c.DeviceMemoryBytes * c.DeviceCount).ToList();
        var smallest = all.FirstOrDefault(c => c.Suffices);
        var configurations = all.Select(c => c with { Recommended = ReferenceEquals(c, smallest) }).ToList();
        return new BoxAdvice(request.Model, Summary(need, smallest), configurations, arithmetic);
    }

    private MemoryNeed Need() => _serves
        ? ServingMemory.Estimate(model, new ServingShape(contextTokens, request.Users))
        : TrainingMemory.Estimate(model, new TrainingShape(request.Method, "bf16", contextTokens, TrainingBatch, GradientCheckpointing: true));

    private AdvisedConfiguration Configuration(DeviceClass device, int count, MemoryNeed need, double step)
    {
        var usable = (long)(device.MemoryBytes * UsableMemory) * count;
        // Several devices hold a part of the layers each and work one after the other: memory adds up, the speed of one stream does not.
        double? speed = _serves ? DecodeSpeed.TokensPerSecond(step, device.Bandwidth) : null;
        var fits = need.TotalBytes <= usable && (_serves || count == 1);
        var fast = speed is null or >= WantedTokensPerSecond;
        var reason = (fits, fast) switch
        {
            (false, _) => need.TotalBytes <= usable
                ? "enough memory together, but training runs on one device here"
                : $"needs {Sizes.Text(need.TotalBytes)}, {Sizes.Text(usable)} are usable",
            (true, false) => string.Create(CultureInfo.InvariantCulture, $"fits, but an estimated {speed:0.#} tokens a second for each is less than {WantedTokensPerSecond:0}"),
            _ => $"needs {Sizes.Text(need.TotalBytes)} of {Sizes.Text(usable)} usable" + (speed is { } rate ? string.Create(CultureInfo.InvariantCulture, $", an estimated {rate:0.#} tokens a second for each") : ""),
        };
        var host = device.Kind == "gpu" ? HostBase + model.WeightsBytes : HostBase;
        return new AdvisedConfiguration(
            $"{count} × {device.Id}", device.Name, count, device.MemoryBytes, host, model.WeightsBytes * DiskCopies, speed is { } s ? Math.Round(s, 1) : null, fits && fast, false, reason);
    }

    private string? PrefillLine()
    {
        if (model.ActiveParameters is not { } active) return null;
        // Two operations for each parameter and token (Kaplan et al. 2020, section 2.1), attention besides left out.
        var flops = 2.0 * active * contextTokens;
        return string.Create(CultureInfo.InvariantCulture, $"reading a full context of {contextTokens} tokens takes 2 × {active} × {contextTokens} = {flops:0.00E0} operations, at 1E14 a second {flops / 1e14:0.00} s");
    }

    private string Summary(MemoryNeed need, AdvisedConfiguration? best) => best is null
        ? $"{request.Model} needs {Sizes.Text(need.TotalBytes)} for {request.Users} at once: none of the boxes that are known here suffices."
        : string.Create(CultureInfo.InvariantCulture, $"{request.Model} needs {Sizes.Text(need.TotalBytes)} for {request.Users} at once: {best.DeviceCount} × {best.Devices} suffices{(best.EstimatedTokensPerSecondPerUser is { } rate ? $", with an estimated {rate:0.#} tokens a second for each" : "")}.");
}
