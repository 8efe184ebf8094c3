using Onebox.Kernel;
using Onebox.Weights;

namespace Onebox.Catalog.Sizing;

/// <summary>What sizing needs to know of a model, whether its files are here or only its preset is.</summary>
/// <param name="WeightsBytes">Of the tensors as they are stored.</param>
/// <param name="WeightsLine">How that number came about.</param>
/// <param name="Parameters">Null when not known.</param>
/// <param name="ActiveParameters">Used for each token: fewer than all in a mixture of experts; null when not known.</param>
internal sealed record SizedModel(string Name, string? Quantization, Architecture Facts, long WeightsBytes, string WeightsLine, long? Parameters, long? ActiveParameters)
{
    public static SizedModel Of(Model model)
    {
        var weights = model.Architecture.Weights;
        return new SizedModel(
            model.Name,
            model.Architecture.Quantization,
            model.Architecture,
            weights.Bytes,
            $"weights: {weights.TensorCount} tensors of {Sizes.Text(weights.Bytes)}" + (weights.BytesByType.Count > 0 ? $" ({string.Join(", ", weights.BytesByType.OrderByDescending(t => t.Value).Take(3).Select(t => $"{t.Key} {Sizes.Text(t.Value)}"))})" : ""),
            model.Architecture.Parameters,
            Sizing.ActiveParameters.Of(model.Architecture));
    }

    /// <exception cref="Kernel.ProblemException"><c>sizing.facts_missing</c>.</exception>
    public int Need(int? fact, string what) => fact is { } value ? value : throw CatalogErrors.FactsMissing(Name, what);
}
