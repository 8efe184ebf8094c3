using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Weights;

namespace Onebox.Models;

/// <summary>The number types that weights are saved in.</summary>
public enum SavedType
{
    F32,
    F16,
    BF16,
}

/// <summary>Loads and saves models: Hugging Face folders and GGUF files.</summary>
public static class ModelFiles
{
    private const long ShardBytes = 4L << 30;

    /// <summary>The shape of the model at a path: a GGUF, a folder with config.json, or a file in it.</summary>
    /// <exception cref="ModelException">It is none that can be trained.</exception>
    /// <exception cref="ModelFileException">The files are missing or damaged.</exception>
    public static ModelShape ReadShape(string path) => ShapeOf(Inspect(path));

    /// <summary>Loads a model. Weights are read as F32, F16, BF16 or Q8_0, whichever each tensor is.</summary>
    /// <param name="shape">For safetensors without config.json; else the files' own counts.</param>
    /// <exception cref="ModelException">It is none that can be trained, or not of that shape.</exception>
    /// <exception cref="ModelFileException">The files are missing or damaged.</exception>
    public static DecoderModel Load(string path, ModelOptions? options = null, ModelShape? shape = null)
    {
        var set = Inspect(path);
        var found = HasShape(set) || shape is null ? ShapeOf(set) : shape;
        using var weights = new FileWeights(found, set);
        return new DecoderModel(found, options ?? ModelOptions.Default, weights);
    }

    /// <summary>
    /// What a GGUF says beside the shape and that a copy should say too: its tokenizer with the chat template, and <c>general.*</c> without the
    /// file's own (type, file_type, quantization). Empty for other files.
    /// </summary>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    public static IReadOnlyList<KeyValuePair<string, GgufValue>> ReadMetadata(string path) => Inspect(path).Files[0].Gguf is { } gguf
        ? [.. gguf.Metadata.Pairs.Where(pair => pair.Key.StartsWith("tokenizer.", StringComparison.Ordinal)
            || (pair.Key.StartsWith("general.", StringComparison.Ordinal) && pair.Key is not ("general.architecture" or "general.type" or "general.file_type" or "general.quantization_version" or "general.alignment")))]
        : [];

    /// <summary>Saves as GGUF, whole or not at all. Norms and biases are F32, as llama.cpp wants them.</summary>
    /// <param name="metadata">The tokenizer, name, licence…: <see cref="ReadMetadata"/> of the base. llama.cpp loads no model without a tokenizer. What states the shape is written anew.</param>
    /// <exception cref="ModelException">GGUF cannot hold this shape, the model has an adapter that is not merged, or its weights are quantized.</exception>
    public static void SaveGguf(DecoderModel model, string path, SavedType type, IEnumerable<KeyValuePair<string, GgufValue>> metadata, CancellationToken cancellation = default)
    {
        RequireNoAdapter(model);
        var pairs = GgufShape.Write(model.Shape, TypeOf(type)).ToList();
        var stated = pairs.Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        pairs.InsertRange(2, metadata.Where(pair => !stated.Contains(pair.Key) && pair.Key.StartsWith("general.", StringComparison.Ordinal)));
        pairs.AddRange(metadata.Where(pair => pair.Key.StartsWith("tokenizer.", StringComparison.Ordinal)));
        var tensors = WeightTensors.Of(model.Shape, model.BaseParameters, WeightNaming.Gguf, TypeOf(type), TensorType.F32);
        tensors.InsertRange(0, GgufShape.Tensors(model.Shape));
        WholeFile.Write(path, output => GgufWriter.Write(output, pairs, tensors, cancellationToken: cancellation));
    }

    /// <summary>Saves config.json and safetensors under Hugging Face's names into a folder, in several files when large. Each is written whole or not at all, the configuration last.</summary>
    /// <param name="further">What config.json says besides the shape, such as <c>eos_token_id</c>.</param>
    /// <exception cref="ModelException">config.json cannot state this shape, the model has an adapter that is not merged, or its weights are quantized.</exception>
    public static void SaveFolder(DecoderModel model, string folder, SavedType type, JsonObject? further = null, CancellationToken cancellation = default)
    {
        RequireNoAdapter(model);
        var config = HuggingFaceConfig.Write(model.Shape, type switch { SavedType.F32 => "float32", SavedType.F16 => "float16", _ => "bfloat16" });
        foreach (var (key, value) in further ?? []) config[key] = value?.DeepClone();
        Directory.CreateDirectory(folder);
        var tensors = WeightTensors.Of(model.Shape, model.BaseParameters, WeightNaming.HuggingFace, TypeOf(type), TypeOf(type));
        SafetensorsShards.Write(folder, "model", tensors, ShardBytes, cancellation);
        WriteJson(Path.Combine(folder, "config.json"), config.ToJsonString(Indented));
    }

    internal static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true };

    internal static void WriteJson(string path, string json) => WholeFile.Write(path, output => output.Write(System.Text.Encoding.UTF8.GetBytes(json + "\n")));

    internal static TensorType TypeOf(SavedType type) => type switch
    {
        SavedType.F32 => TensorType.F32,
        SavedType.F16 => TensorType.F16,
        _ => TensorType.BF16,
    };

    private static void RequireNoAdapter(DecoderModel model)
    {
        if (model.Adapter is not null) throw new ModelException("The model has an adapter, which such a file would leave out: merge it first, or save it by itself.");
    }

    private static ModelSet Inspect(string path)
    {
        var found = ModelFolder.Inspect(path).Models;
        return found.Count == 1
            ? found[0]
            : throw new ModelException(string.Create(CultureInfo.InvariantCulture, $"{path} holds {found.Count} models: name the file of one."));
    }

    private static bool HasShape(ModelSet set) => set.Format == ModelFileFormat.Gguf || ConfigOf(set) is not null;

    private static ModelShape ShapeOf(ModelSet set) => set.Format == ModelFileFormat.Gguf
        ? GgufShape.Read(set)
        : HuggingFaceConfig.Read(ConfigOf(set) ?? throw new ModelException($"{set.Name} has no config.json beside it, so its heads cannot be known."));

    private static string? ConfigOf(ModelSet set)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(set.Files[0].Path))!, "config.json");
        return File.Exists(path) ? path : null;
    }
}
