namespace Onebox.Weights;

/// <summary>One whole model: all its files in order, with one tensor table and one architecture.</summary>
public sealed class ModelSet
{
    internal ModelSet(string name, IReadOnlyList<ModelFile> files, IReadOnlyList<string> companions, Architecture architecture, ModelCard card)
    {
        Name = name;
        Files = files;
        Companions = companions;
        Architecture = architecture with { ModelName = architecture.ModelName ?? card.Name, License = card.License };
        Card = card;
        Tensors = Merge(files);
    }

    /// <summary>The files' common name, without part numbers and extension.</summary>
    public string Name { get; }

    public ModelFileFormat Format => Files[0].Format;

    /// <summary>The files with weights, in the order of their parts.</summary>
    public IReadOnlyList<ModelFile> Files { get; }

    /// <summary>Paths of the files beside the weights that belong to the model: configuration, tokenizer, licence.</summary>
    public IReadOnlyList<string> Companions { get; }

    /// <summary>Paths of those <see cref="Companions"/> that a copy must bring along: licences and notices.</summary>
    public IEnumerable<string> LicenceTexts => Companions.Where(path => Path.GetFileName(path) is var name && (name.StartsWith("LICENSE", StringComparison.Ordinal) || name.StartsWith("NOTICE", StringComparison.Ordinal) || name == "USE_POLICY.md"));

    /// <summary>All tensors; <see cref="TensorInfo.File"/> says in which of <see cref="Files"/>.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    public Architecture Architecture { get; }

    /// <summary>What it says of itself beside its shape.</summary>
    public ModelCard Card { get; }

    /// <summary>Bytes of the files with weights.</summary>
    public long Length => Files.Sum(file => file.Length);

    internal static IReadOnlyList<TensorInfo> Merge(IReadOnlyList<ModelFile> files) => files.Count == 1
        ? files[0].Tensors
        : [.. files.SelectMany((file, index) => file.Tensors.Select(tensor => tensor with { File = index }))];

    /// <summary>Refuses a tensor that two parts hold.</summary>
    internal static void RefuseDuplicates(IReadOnlyList<ModelFile> files)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var tensor in file.Tensors)
            {
                if (!owners.TryAdd(tensor.Name, file.Name))
                    throw new Faults(file.Name).Duplicate($"the tensor {tensor.Name} is also in {owners[tensor.Name]}");
            }
        }
    }
}
