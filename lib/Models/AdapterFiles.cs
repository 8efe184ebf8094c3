using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Weights;
using TorchSharp;

namespace Onebox.Models;

/// <summary>Saves and loads a model's adapter: PEFT folders, and GGUF as llama.cpp applies it.</summary>
public static unsafe class AdapterFiles
{
    private const string Configuration = "adapter_config.json";
    private const string Weights = "adapter_model.safetensors";
    private const string PeftPrefix = "base_model.model.";

    /// <summary>Writes adapter_model.safetensors, float32, and then adapter_config.json, each whole or not at all.</summary>
    /// <param name="baseName">What the configuration names as the base: a path or a name.</param>
    /// <exception cref="ModelException">The model has no adapter.</exception>
    public static void SavePeft(DecoderModel model, string folder, string baseName)
    {
        var adapter = Require(model);
        var options = adapter.Options;
        var config = new JsonObject
        {
            ["alpha_pattern"] = new JsonObject(),
            ["auto_mapping"] = null,
            ["base_model_name_or_path"] = baseName,
            ["bias"] = "none",
            ["exclude_modules"] = null,
            ["fan_in_fan_out"] = false,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["layer_replication"] = null,
            ["layers_pattern"] = null,
            ["layers_to_transform"] = null,
            ["loftq_config"] = new JsonObject(),
            ["lora_alpha"] = options.Alpha,
            ["lora_bias"] = false,
            ["lora_dropout"] = options.Dropout,
            ["megatron_config"] = null,
            ["megatron_core"] = "megatron.core",
            ["modules_to_save"] = null,
            ["peft_type"] = "LORA",
            ["r"] = options.Rank,
            ["rank_pattern"] = new JsonObject(),
            ["revision"] = null,
            ["target_modules"] = new JsonArray([.. options.Targets.Select(target => JsonValue.Create(target))]),
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = false,
            ["use_rslora"] = options.RankStabilized,
        };
        Directory.CreateDirectory(folder);
        var tensors = Tensors(model, adapter, WeightNaming.HuggingFace, (name, b) => $"{PeftPrefix}{name[..^".weight".Length]}.lora_{(b ? 'B' : 'A')}.weight");
        WholeFile.Write(Path.Combine(folder, Weights), output => SafetensorsWriter.Write(output, tensors, new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" }));
        ModelFiles.WriteJson(Path.Combine(folder, Configuration), config.ToJsonString(ModelFiles.Indented));
    }

    /// <summary>Writes a GGUF adapter, float32, whole or not at all. Rank-stabilized scales are written as the alpha that gives them, for llama.cpp divides by the rank.</summary>
    /// <param name="card">What it says of itself: name, licence, base (<see cref="ModelCard.ToGguf"/>).</param>
    /// <exception cref="ModelException">The model has no adapter.</exception>
    public static void SaveGguf(DecoderModel model, string path, IEnumerable<KeyValuePair<string, GgufValue>> card)
    {
        var adapter = Require(model);
        KeyValuePair<string, GgufValue>[] metadata =
        [
            new("general.architecture", GgufValue.Of(GgufShape.NameOf(model.Shape))),
            new("general.type", GgufValue.Of("adapter")),
            .. card,
            new("general.file_type", GgufValue.Of(0u)),
            new("general.quantization_version", GgufValue.Of(2u)),
            new("adapter.type", GgufValue.Of("lora")),
            new("adapter.lora.alpha", GgufValue.Of((float)(adapter.Options.Scale * adapter.Options.Rank))),
        ];
        var tensors = Tensors(model, adapter, WeightNaming.Gguf, (tensor, b) => $"{tensor}.lora_{(b ? 'b' : 'a')}");
        WholeFile.Write(path, output => GgufWriter.Write(output, metadata, tensors));
    }

    /// <summary>Gives a frozen model the adapter of a PEFT folder.</summary>
    /// <exception cref="ModelException">The folder holds no adapter that fits the model.</exception>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    public static LoraAdapter LoadPeft(DecoderModel model, string folder)
    {
        var options = ReadOptions(Path.Combine(folder, Configuration));
        var file = ModelFile.Open(Path.Combine(folder, Weights));
        var tensors = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        var adapter = model.AddAdapter(options);
        using var handle = file.OpenHandle();
        foreach (var (target, shape, start) in Places(model, adapter, WeightNaming.HuggingFace, (name, b) => $"{PeftPrefix}{name[..^".weight".Length]}.lora_{(b ? 'B' : 'A')}.weight").Select(place => (place.Name, place.Shape, place.Start)))
        {
            if (!tensors.Remove(target, out var tensor) || !tensor.Shape.SequenceEqual(shape) || !ElementCodec.Reads(tensor.Type))
                throw new ModelException($"The adapter in {folder} does not fit the model: {target} is missing or of another shape.");
            var bytes = new byte[tensor.ByteLength];
            file.ReadTensor(handle, tensor, 0, bytes);
            ElementCodec.Decode(tensor.Type, bytes, new Span<float>((float*)start, (int)tensor.Elements));
        }
        if (tensors.Count > 0) throw new ModelException($"The adapter in {folder} does not fit the model: it also has {tensors.Keys.First()}.");
        using var quiet = torch.no_grad();
        foreach (var parameter in adapter.Parameters) parameter.Publish();
        return adapter;
    }

    private static LoraAdapter Require(DecoderModel model) => model.Adapter ?? throw new ModelException("The model has no adapter to save.");

    private static LoraOptions ReadOptions(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject ?? throw new ModelException($"{path} does not hold a JSON object.");
            if ((string?)json["peft_type"] != "LORA") throw new ModelException($"{path} describes no LoRA adapter.");
            if ((bool?)json["use_dora"] == true || (string?)json["bias"] is { } bias && bias != "none" || json["rank_pattern"] is JsonObject { Count: > 0 } || json["alpha_pattern"] is JsonObject { Count: > 0 })
                throw new ModelException($"{path} describes a LoRA variant (DoRA, biases or ranks by pattern) that is not known here.");
            return new LoraOptions
            {
                Rank = (int?)json["r"] ?? throw new ModelException($"{path} does not state r."),
                Alpha = (double?)json["lora_alpha"] ?? throw new ModelException($"{path} does not state lora_alpha."),
                Dropout = (double?)json["lora_dropout"] ?? 0,
                RankStabilized = (bool?)json["use_rslora"] ?? false,
                Targets = json["target_modules"] is JsonArray targets ? [.. targets.Select(target => (string?)target ?? "").Order(StringComparer.Ordinal)] : throw new ModelException($"{path} lists no target_modules."),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or IOException)
        {
            throw new ModelException($"{path} cannot be read as an adapter's configuration: {e.Message}", e);
        }
    }

    private static List<TensorSource> Tensors(DecoderModel model, LoraAdapter adapter, WeightNaming naming, Func<string, bool, string> nameOf) =>
        [.. Places(model, adapter, naming, nameOf).Select(place => new TensorSource(place.Name, TensorType.F32, place.Shape, output => Write(output, place)))];

    /// <summary>Every A and B by its name, where it lies, and the order of its rows in a file.</summary>
    private static IEnumerable<Place> Places(DecoderModel model, LoraAdapter adapter, WeightNaming naming, Func<string, bool, string> nameOf)
    {
        long rank = adapter.Options.Rank;
        foreach (var (_, branch) in adapter.Branches)
        {
            var pieces = WeightMap.PiecesOf(model.Shape, branch.A.Name[..^".lora_a".Length], naming);
            for (var i = 0; i < branch.Parts.Count; i++)
            {
                var part = branch.Parts[i];
                var piece = pieces.First(p => p.FirstRow == part.FirstRow);
                yield return new Place(nameOf(piece.Name, false), [rank, branch.Inputs], Start(branch.A, i * rank), null);
                yield return new Place(nameOf(piece.Name, true), [part.Rows, rank], Start(branch.B, part.BranchRow), piece);
            }
        }
    }

    private static nint Start(ModelParameter parameter, long row) => (nint)(parameter.Master + (row * parameter.Shape[1]));

    private static void Write(Stream output, Place place)
    {
        var columns = (int)place.Shape[1];
        for (long row = 0; row < place.Shape[0]; row++)
        {
            var here = place.Order is null ? row : WeightMap.RowHere(place.Order, row);
            output.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<float>((float*)place.Start + (here * columns), columns)));
        }
    }

    private sealed record Place(string Name, IReadOnlyList<long> Shape, nint Start, WeightPiece? Order);
}
