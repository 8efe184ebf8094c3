using Onebox.Catalog;
using Onebox.Weights;

namespace Onebox.Sizing.Bench;

/// <summary>What is measured: random models of several shapes and types, and a real one where it is at hand.</summary>
internal static class Shapes
{
    public static IEnumerable<Model> Models(string folder, string? data)
    {
        yield return Write(folder, SyntheticShapes.Llama15M, TensorType.F16);
        yield return Write(folder, SyntheticShapes.Llama100M, TensorType.Q8);
        yield return Write(folder, SyntheticShapes.Llama100M with { Name = "100M-tied", Architecture = "qwen3", TiedEmbeddings = true }, TensorType.F16);
        yield return Write(folder, SyntheticShapes.Llama1B, TensorType.Q8);
        if (data is not null) yield return Open(Path.Combine(data, "stories260K.gguf"), "stories260K");
    }

    public static IEnumerable<ServingShape> Contexts(Model model)
    {
        // Blocks of q8_0 hold 32 elements: a model with shorter heads cannot have it.
        string[] types = model.Architecture.KeyLength % 32 == 0 ? ["f16", "q8_0", "q4_0"] : ["f16", "f32"];
        foreach (var type in types)
        {
            foreach (var (context, parallel) in new[] { (512, 1), (2048, 4), (4096, 1) }) yield return new ServingShape(context, parallel, type);
        }
    }

    private static Model Write(string folder, SyntheticShape shape, TensorType type)
    {
        var path = Path.Combine(folder, $"{shape.Name}-{type}.gguf");
        using (var file = File.Create(path)) SyntheticModel.WriteGguf(file, shape, type, seed: 1);
        return Open(path, $"{shape.Architecture} {shape.Name} {type}");
    }

    private static Model Open(string path, string name) => new()
    {
        Id = name,
        Name = name,
        State = ModelState.Ready,
        Format = "gguf",
        Source = path,
        Folder = Path.GetDirectoryName(path)!,
        Files = [new StoredFile(Path.GetFileName(path), new FileInfo(path).Length, "", HoldsWeights: true)],
        Architecture = ModelFile.Open(path).Architecture,
        ContentHash = "",
        ImportedAt = DateTimeOffset.UnixEpoch,
    };
}
