using System.Globalization;

namespace Onebox.Weights;

/// <summary>Opens the parts of a split GGUF and proves that they belong together.</summary>
internal static class GgufShards
{
    public static string PrefixOf(string name) => GgufSplit.ParseFileName(name)?.Prefix ?? Path.GetFileNameWithoutExtension(name);

    /// <summary>All parts of the model that <paramref name="name"/> is a part of, or the one file that it is.</summary>
    public static IReadOnlyList<ModelFile> Open(string folder, string name, ModelFileLimits limits)
    {
        if (GgufSplit.ParseFileName(name) is not var (prefix, _, count))
            return [Single(folder, name, limits)];
        if (count > limits.Shards)
            throw new Faults(name).Limit("the number of parts in the name is higher", limits.Shards);
        var names = Enumerable.Range(0, count).Select(number => GgufSplit.FileName(prefix, number, count)).ToList();
        RefuseMissing(folder, name, names);
        var files = names.ConvertAll(part => ModelFile.Open(Path.Combine(folder, part), limits));
        for (var number = 0; number < count; number++)
            CheckPart(files[number], number, count);
        ModelSet.RefuseDuplicates(files);
        CheckTensorCount(files);
        return files;
    }

    private static ModelFile Single(string folder, string name, ModelFileLimits limits)
    {
        var file = ModelFile.Open(Path.Combine(folder, name), limits);
        if (file.Gguf?.Split is { } split)
        {
            throw new Faults(name).Refused(ModelFileError.MismatchedShards,
                string.Create(CultureInfo.InvariantCulture, $"this is part {split.Number + 1} of {split.Count} of a split model, under another name"),
                $"Give all parts their original names, like {GgufSplit.FileName("NAME", split.Number, split.Count)}.");
        }
        return file;
    }

    private static void CheckPart(ModelFile file, int number, int count)
    {
        if (file.Gguf is not { } gguf)
            throw new Faults(file.Name).Refused(ModelFileError.MismatchedShards, "the part is no GGUF", "Download it again.");
        var whole = count == 1 && gguf.Split is null;
        if (!whole && (gguf.Split is not { } split || split.Number != number || split.Count != count))
        {
            throw new Faults(file.Name).Refused(ModelFileError.MismatchedShards,
                string.Create(CultureInfo.InvariantCulture, $"its metadata does not say that it is part {number + 1} of {count}"),
                "Do not rename parts, and do not mix those of different models.");
        }
    }

    private static void CheckTensorCount(List<ModelFile> files)
    {
        var stated = files[0].Gguf?.Split?.TensorCount;
        var found = files.Sum(file => file.Tensors.Count);
        if (stated is { } count && count != found)
        {
            throw new Faults(files[0].Name).Refused(ModelFileError.MismatchedShards,
                string.Create(CultureInfo.InvariantCulture, $"the parts hold {found} tensors and should hold {count}"),
                "Download all parts again from one place.");
        }
    }

    private static void RefuseMissing(string folder, string name, List<string> names)
    {
        var missing = names.Where(part => !File.Exists(Path.Combine(folder, part))).ToList();
        if (missing.Count > 0)
            throw MissingParts(name, missing);
    }

    public static ModelFileException MissingParts(string name, List<string> missing) => new(
        ModelFileError.MissingShard,
        name,
        $"parts of the model are missing: {string.Join(", ", missing.Take(5))}{(missing.Count > 5 ? string.Create(CultureInfo.InvariantCulture, $" and {missing.Count - 5} more") : "")}",
        "Put all parts into one folder.");
}
