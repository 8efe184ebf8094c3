using System.Text.Json;

namespace Onebox.Weights;

/// <summary>A sharded model's <c>NAME.safetensors.index.json</c>: which tensor lies in which file.</summary>
internal sealed class SafetensorsIndex
{
    private readonly string _folder;
    private readonly string _name;
    private readonly ModelFileLimits _limits;
    private readonly Dictionary<string, string> _fileOfTensor = new(StringComparer.Ordinal);

    public SafetensorsIndex(string folder, string name, ModelFileLimits limits)
    {
        (_folder, _name, _limits) = (folder, name, limits);
        var faults = new Faults(name);
        var entries = JsonFile.Read(Path.Combine(folder, name), limits, Entries) ?? throw faults.Corrupt("the index is gone");
        foreach (var entry in entries)
            Add(entry, faults);
        Files = [.. _fileOfTensor.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (Files.Count == 0)
            throw faults.Corrupt("the weight_map names no tensor");
        if (Files.Count > limits.Shards)
            throw faults.Limit("the number of files in the index is higher", limits.Shards);
    }

    /// <summary>The names of the files, in order.</summary>
    public IReadOnlyList<string> Files { get; }

    public IReadOnlyList<ModelFile> Open()
    {
        var missing = Files.Where(file => !File.Exists(Path.Combine(_folder, file))).ToList();
        if (missing.Count > 0)
            throw GgufShards.MissingParts(_name, missing);
        var files = Files.Select(file => ModelFile.Open(Path.Combine(_folder, file), _limits)).ToList();
        ModelSet.RefuseDuplicates(files);
        var found = files.SelectMany(file => file.Tensors.Select(tensor => (tensor.Name, File: file.Name)))
            .ToDictionary(pair => pair.Name, pair => pair.File, StringComparer.Ordinal);
        foreach (var (tensor, file) in _fileOfTensor)
        {
            if (found.GetValueOrDefault(tensor) != file)
            {
                throw new Faults(_name).Refused(ModelFileError.MismatchedShards,
                    $"the index places the tensor {tensor} in {file}, where it is not", "Download index and files again from one place.");
            }
        }
        return files;
    }

    private static List<(string Tensor, string? File)> Entries(JsonElement root) =>
        root.Field("weight_map") is { ValueKind: JsonValueKind.Object } map
            ? [.. map.EnumerateObject().Select(property => (property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null))]
            : [];

    private void Add((string Tensor, string? File) entry, Faults faults)
    {
        // A name with a folder in it could reach outside the model's own.
        if (entry.File is not { Length: > 0 } file || file is "." or ".." || file.AsSpan().IndexOfAny('/', '\\', '\0') >= 0)
            throw faults.Corrupt($"the index places the tensor {entry.Tensor} in no plain file name");
        if (_fileOfTensor.Count == _limits.Tensors)
            throw faults.Limit("the number of tensors is higher", _limits.Tensors);
        if (!_fileOfTensor.TryAdd(entry.Tensor, file))
            throw faults.Duplicate($"the tensor {entry.Tensor} appears twice");
    }
}
