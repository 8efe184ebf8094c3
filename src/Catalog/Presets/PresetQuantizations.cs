namespace Onebox.Catalog.Presets;

/// <summary>Which quantizations a preset comes in, and how many bytes each takes.</summary>
internal static class PresetQuantizations
{
    /// <summary>
    /// Bits for each weight of whole files, as llama.cpp's quantize tool states them for Llama 3.1 8B
    /// (https://github.com/ggml-org/llama.cpp/blob/master/tools/quantize/README.md). Mixed types depend a little on the model: an
    /// estimate. Those that are not in that table (Q3_K_M, Q4_0 and the like) follow from their blocks.
    /// </summary>
    private static readonly Dictionary<string, double> BitsPerWeight = new(StringComparer.OrdinalIgnoreCase)
    {
        ["IQ2_M"] = 2.9294,
        ["IQ3_XXS"] = 3.2548,
        ["IQ3_XS"] = 3.4977,
        ["IQ3_M"] = 3.7628,
        ["Q2_K"] = 3.1593,
        ["Q3_K_S"] = 3.6429,
        ["Q3_K_M"] = 4,
        ["Q3_K_L"] = 4.2979,
        ["IQ4_XS"] = 4.4597,
        ["IQ4_NL"] = 4.6818,
        ["Q4_K_S"] = 4.6672,
        ["Q4_K_M"] = 4.8944,
        ["Q5_K_S"] = 5.5704,
        ["Q5_K_M"] = 5.7036,
        ["Q6_K"] = 6.5633,
        ["Q8_0"] = 8.5008,
        ["F16"] = 16.0005,
        ["FP16"] = 16.0005,
        ["BF16"] = 16.0005,
        ["F32"] = 32,
        ["Q4_0"] = 4.5,
        ["Q4_1"] = 5,
        ["Q5_0"] = 5.5,
        ["Q5_1"] = 6,
        ["MXFP4"] = 4.25,
    };

    private static readonly string[] Preferred = ["Q4_K_M", "MXFP4", "Q5_K_M", "Q8_0", "Q4_0", "BF16", "F16", "FP16"];

    /// <summary>Those that a size is known or can be estimated for, smallest first; a preset without quantized files has its published precision.</summary>
    public static IReadOnlyList<PresetWeights> Of(Preset preset)
    {
        var named = (preset.Files ?? []).SelectMany(f => f.Quantizations.Concat(f.Known?.Select(k => k.Quantization) ?? [])).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (named.Count == 0) named.Add("BF16");
        return [.. named.Select(q => Size(preset, q)).OfType<PresetWeights>().OrderBy(w => w.Bytes)];
    }

    /// <summary>Which one to take when nobody says: the usual balance of size and quality.</summary>
    public static PresetWeights? Recommended(Preset preset)
    {
        var all = Of(preset);
        return Preferred.Select(p => all.FirstOrDefault(w => w.Quantization.Equals(p, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(w => w is not null) ?? (all.Count > 0 ? all[0] : null);
    }

    private static PresetWeights? Size(Preset preset, string quantization)
    {
        foreach (var files in preset.Files ?? [])
        {
            var known = files.Known?.Where(k => k.Quantization.Equals(quantization, StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
            var parts = files.Parts?.GetValueOrDefault(quantization) ?? 1;
            if (known.Count == Math.Max(1, parts) && known.TrueForAll(k => k.Bytes is > 0)) return new PresetWeights(quantization, known.Sum(k => k.Bytes!.Value), Exact: true);
        }

        var name = quantization.Split('-')[^1];
        return BitsPerWeight.TryGetValue(name, out var bits) ? new PresetWeights(quantization, (long)((preset.Parameters.Text ?? preset.Parameters.Total) * bits / 8), Exact: false) : null;
    }
}

/// <param name="Exact">The published size of its files; otherwise parameters times bits.</param>
internal sealed record PresetWeights(string Quantization, long Bytes, bool Exact);
