using Onebox.Catalog.Presets;
using Onebox.Kernel;

namespace Onebox.Catalog.Sizing;

/// <summary>Finds what a name means to sizing: a model on the box first, then a preset.</summary>
internal sealed class FindSized(ICatalog catalog, PresetCatalog presets)
{
    /// <param name="quantization">For a preset; null for its recommended one.</param>
    /// <returns>The model, and its smaller quantizations from large to small.</returns>
    public async Task<(SizedModel Model, IReadOnlyList<SizedModel> Smaller)> RunAsync(string name, string? quantization, CancellationToken cancellation)
    {
        if (await catalog.FindAsync(name, cancellation) is { } model)
        {
            if (model.State == ModelState.Importing) throw CatalogErrors.NotReady(model);
            if (quantization is not null && !quantization.Equals(model.Architecture.Quantization, StringComparison.OrdinalIgnoreCase))
                throw new Problem(ProblemKind.Invalid, "sizing.quantization_unknown", $"The model {model.Name} is on the box {(model.Architecture.Quantization is { } label ? $"as {label}" : "as it is")}, not as {quantization}.", "Leave the quantization out; only a preset can be asked about in others.") { Field = "quantization" }.ToException();
            return (SizedModel.Of(model), []);
        }

        if (presets.Find(name) is not { } preset) throw CatalogErrors.NotFound(name);
        var all = PresetQuantizations.Of(preset);
        var weights = quantization is null
            ? PresetQuantizations.Recommended(preset)
            : all.FirstOrDefault(w => w.Quantization.Equals(quantization, StringComparison.OrdinalIgnoreCase));
        if (weights is null)
            throw new Problem(ProblemKind.Invalid, "sizing.quantization_unknown", $"The preset {name} has no files of {quantization ?? "a known size"}.", $"It has {string.Join(", ", all.Select(w => w.Quantization))}.") { Field = "quantization" }.ToException();
        return (preset.Sized(weights), [.. all.Where(w => w.Bytes < weights.Bytes).OrderByDescending(w => w.Bytes).Select(preset.Sized)]);
    }
}

/// <summary>What somebody would like to run.</summary>
/// <param name="Training">Null: it shall answer requests.</param>
/// <param name="Smaller">The same model in fewer bytes, from large to small.</param>
internal sealed record Wish(SizedModel Model, ServingShape Shape, Api.Models.TrainingShape? Training, IReadOnlyList<SizedModel> Smaller)
{
    public MemoryNeed Need() => Training is { } training ? TrainingMemory.Estimate(Model, training) : ServingMemory.Estimate(Model, Shape);

    public long Bytes => Need().TotalBytes;
}
