namespace Onebox.Catalog.Presets;

/// <summary>A preset file as it is written (<c>docs/formats/preset-catalog.md</c>). Absent is null: not known, never none or zero.</summary>
internal sealed class PresetDocument
{
    public const int KnownSchema = 1;

    public int Schema { get; set; }
    public string? Catalog { get; set; }
    public List<Preset>? Entries { get; set; }
}

internal sealed class Preset
{
    public string Id { get; set; } = "";
    public string Name { get; set; } = "";
    public string Family { get; set; } = "";
    public string Publisher { get; set; } = "";
    public string SizeClass { get; set; } = "";
    public string Kind { get; set; } = "";
    public PresetParameters Parameters { get; set; } = new();
    public PresetArchitecture Architecture { get; set; } = new();
    public PresetLicence? Licence { get; set; }
    public List<string>? Languages { get; set; }
    public PresetHub Hub { get; set; } = new();
    public List<PresetFileSet>? Files { get; set; }
    public Dictionary<string, PresetModeEntry> Modes { get; set; } = [];
    public string? Note { get; set; }
    public Dictionary<string, List<string>> Sources { get; set; } = [];
}

internal sealed class PresetParameters
{
    public long Total { get; set; }
    public string Precision { get; set; } = "";
    public long? Text { get; set; }
    public long? Active { get; set; }
}

internal sealed class PresetArchitecture
{
    public string General { get; set; } = "";
    public int Layers { get; set; }
    public int HiddenSize { get; set; }
    public int AttentionHeads { get; set; }
    public int KvHeads { get; set; }
    public int? HeadSize { get; set; }
    public int FfnSize { get; set; }
    public int Vocabulary { get; set; }
    public int ContextLength { get; set; }
    public bool? TiedEmbeddings { get; set; }
    public PresetWindow? SlidingWindow { get; set; }
    public PresetExperts? Experts { get; set; }
    public PresetLatentAttention? Mla { get; set; }
}

internal sealed class PresetWindow
{
    public int Tokens { get; set; }
    public int Pattern { get; set; }
}

internal sealed class PresetExperts
{
    public int Count { get; set; }
    public int Used { get; set; }
    public int? Shared { get; set; }
    public int? FfnSize { get; set; }
    public int? LeadingDenseLayers { get; set; }
}

internal sealed class PresetLatentAttention
{
    public int? QLoraRank { get; set; }
    public int KvLoraRank { get; set; }
    public int QkNope { get; set; }
    public int QkRope { get; set; }
    public int VHead { get; set; }
}

internal sealed class PresetLicence
{
    public string? Spdx { get; set; }
    public string? Name { get; set; }
    public string? Commercial { get; set; }
}

internal sealed class PresetHub
{
    public string Repository { get; set; } = "";
}

/// <summary>Quantized files of one place: a pattern and what may stand for <c>{quant}</c> and <c>{part}</c> in it.</summary>
internal sealed class PresetFileSet
{
    public string Format { get; set; } = "";
    public string? Repository { get; set; }
    public string? BaseUrl { get; set; }
    public string? Pattern { get; set; }
    public List<string> Quantizations { get; set; } = [];
    public Dictionary<string, int>? Parts { get; set; }
    public List<PresetKnownFile>? Known { get; set; }
}

internal sealed class PresetKnownFile
{
    public string Name { get; set; } = "";
    public string Quantization { get; set; } = "";
    public long? Bytes { get; set; }
    public string? Sha256 { get; set; }
}

internal sealed class PresetModeEntry
{
    public int Context { get; set; }
    public int Parallel { get; set; }
    public string? KvType { get; set; }
    public string? FlashAttention { get; set; }
    public int? Batch { get; set; }
    public int? MicroBatch { get; set; }
}
