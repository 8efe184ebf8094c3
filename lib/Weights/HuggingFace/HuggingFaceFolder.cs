using System.Text.Json;

namespace Onebox.Weights;

/// <summary>Reads the facts of a Hugging Face folder from the files beside its weights.</summary>
internal static class HuggingFaceFolder
{
    /// <param name="name">The weights' name: <c>adapter_model</c> tells a PEFT adapter.</param>
    public static Architecture ArchitectureOf(string folder, string name, IReadOnlyList<TensorInfo> tensors, ModelFileLimits limits)
    {
        var adapter = name == "adapter_model" && File.Exists(Path.Combine(folder, "adapter_config.json"));
        var weights = WeightFacts.Of(tensors);
        var bare = new Architecture
        {
            Kind = adapter ? "adapter" : null,
            Weights = weights,
            Quantization = weights.MajorityType,
            Parameters = ParameterCount.Of(tensors, quantized: false),
        };
        var architecture = adapter
            ? bare
            : JsonFile.Read(Path.Combine(folder, "config.json"), limits, config => HuggingFaceConfig.ArchitectureOf(config, tensors, weights)) ?? bare;
        var tokenizer = JsonFile.Read(Path.Combine(folder, "tokenizer_config.json"), limits, root => Tuple.Create(root.Text("tokenizer_class"), Template(root)));
        return architecture with
        {
            Tokenizer = tokenizer?.Item1,
            ChatTemplate = TemplateFile(folder, limits) ?? tokenizer?.Item2,
        };
    }

    private static string? TemplateFile(string folder, ModelFileLimits limits)
    {
        var path = Path.Combine(folder, "chat_template.jinja");
        if (!File.Exists(path))
            return null;
        if (new FileInfo(path).Length > limits.JsonBytes)
            throw new Faults("chat_template.jinja").Limit("the file is larger than any template", limits.JsonBytes);
        using var reader = new StreamReader(ModelStream.Open(path));
        return reader.ReadToEnd();
    }

    /// <summary>One template, or several with names, of which <c>default</c> counts.</summary>
    private static string? Template(JsonElement tokenizer)
    {
        if (tokenizer.Field("chat_template") is not { ValueKind: JsonValueKind.Array } named)
            return tokenizer.Text("chat_template");
        foreach (var template in named.EnumerateArray())
        {
            if (template.Text("name") == "default")
                return template.Text("template");
        }
        return null;
    }
}
