using System.Globalization;
using Onebox.Api.Models;
using Onebox.Catalog.Sizing;
using Onebox.Kernel;
using Onebox.Weights;

namespace Onebox.Catalog.Presets;

/// <summary>A preset in the words of sizing and of the wire.</summary>
internal static class PresetShape
{
    public static SizedModel Sized(this Preset preset, PresetWeights weights) => new(
        preset.Id,
        weights.Quantization,
        preset.ToArchitecture(),
        weights.Bytes,
        weights.Exact
            ? $"weights: {Sizes.Text(weights.Bytes)}, the published size of its {weights.Quantization} files"
            : string.Create(CultureInfo.InvariantCulture, $"weights: {preset.Parameters.Text ?? preset.Parameters.Total} parameters × {weights.Bytes * 8.0 / (preset.Parameters.Text ?? preset.Parameters.Total):0.##} bits of {weights.Quantization} = {Sizes.Text(weights.Bytes)} (estimated)"),
        preset.Parameters.Text ?? preset.Parameters.Total,
        preset.Parameters.Active ?? (preset.Architecture.Experts is null ? preset.Parameters.Text ?? preset.Parameters.Total : ActiveParameters.Of(preset.ToArchitecture())));

    public static Architecture ToArchitecture(this Preset preset)
    {
        var shape = preset.Architecture;
        return new Architecture
        {
            Name = shape.General,
            ModelName = preset.Name,
            License = preset.Licence?.Spdx ?? preset.Licence?.Name,
            Layers = shape.Layers,
            EmbeddingLength = shape.HiddenSize,
            Heads = PerLayer.Same(shape.AttentionHeads),
            KvHeads = PerLayer.Same(shape.KvHeads),
            KeyLength = shape.HeadSize ?? (shape.Mla is { } mla ? mla.QkNope + mla.QkRope : null),
            ValueLength = shape.HeadSize ?? shape.Mla?.VHead,
            FeedForwardLength = PerLayer.Same(shape.FfnSize),
            Vocabulary = shape.Vocabulary,
            ContextLength = shape.ContextLength,
            Experts = shape.Experts is { } experts ? new ExpertFacts(experts.Count, experts.Used, experts.Shared, experts.FfnSize) : null,
            Rope = shape.Mla is { } latent ? new RopeFacts(latent.QkRope, null, null, null, null) : null,
            Attention = AttentionFacts.Plain with { SlidingWindow = shape.SlidingWindow?.Tokens, SlidingPeriod = shape.SlidingWindow?.Pattern, KvLoraRank = shape.Mla?.KvLoraRank },
            TiedEmbeddings = shape.TiedEmbeddings,
            Weights = WeightFacts.Of([]),
            Parameters = preset.Parameters.Text ?? preset.Parameters.Total,
        };
    }

    public static PresetInfo ToInfo(this Preset preset, string? verdict) => new()
    {
        Id = preset.Id,
        Name = preset.Name,
        Family = preset.Family,
        Publisher = preset.Publisher,
        Purpose = preset.Kind,
        SizeClass = preset.SizeClass,
        Architecture = preset.ToArchitecture().ToInfo() with { Parameters = preset.Parameters.Total },
        ActiveParameters = preset.Parameters.Active,
        Licence = preset.Licence?.Spdx ?? preset.Licence?.Name,
        Languages = preset.Languages ?? [],
        HubRepository = preset.Hub.Repository,
        Files = [.. Files(preset)],
        Modes = [.. preset.Modes.Select(m => new PresetMode(m.Key, m.Value.Context, m.Value.Parallel, m.Value.KvType ?? "f16", m.Value.FlashAttention == "on", m.Value.MicroBatch))],
        Sources = [.. preset.Sources.Values.SelectMany(s => s).Distinct(StringComparer.Ordinal)],
        Verdict = verdict,
    };

    private static IEnumerable<PresetFile> Files(Preset preset)
    {
        foreach (var place in preset.Files ?? [])
        {
            foreach (var quantization in place.Quantizations.Concat(place.Known?.Select(k => k.Quantization) ?? []).Distinct(StringComparer.Ordinal))
            {
                var parts = place.Parts?.GetValueOrDefault(quantization) ?? 1;
                var known = place.Known?.FirstOrDefault(k => k.Quantization == quantization);
                var name = known?.Name ?? place.Pattern?.Replace("{quant}", quantization, StringComparison.Ordinal).Replace("{part}", string.Create(CultureInfo.InvariantCulture, $"00001-of-{parts:D5}"), StringComparison.Ordinal);
                yield return new PresetFile(quantization, place.Repository ?? place.BaseUrl, name, parts <= 1 ? known?.Bytes : null);
            }
        }
    }
}
