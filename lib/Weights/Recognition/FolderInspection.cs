using System.Text.RegularExpressions;

namespace Onebox.Weights;

/// <summary>Groups a folder's files into models.</summary>
internal sealed partial class FolderInspection(string folder, ModelFileLimits limits)
{
    private const string IndexSuffix = ".safetensors.index.json";

    public ModelFolder Everything()
    {
        var names = FileNames();
        var models = new List<ModelSet>();
        var refused = new List<ModelFileException>();
        void Try(Func<ModelSet> open)
        {
            try
            {
                models.Add(open());
            }
            catch (ModelFileException e)
            {
                refused.Add(e);
            }
        }

        foreach (var group in names.Where(IsGguf).GroupBy(GgufShards.PrefixOf, StringComparer.Ordinal))
            Try(() => GgufModel(group.First()));
        var indexed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var index in names.Where(IsIndex))
            Try(() => IndexedModel(index, indexed));
        foreach (var name in names.Where(name => IsSafetensors(name) && !indexed.Contains(name)))
            Try(() => SafetensorsModel(name));
        foreach (var name in names.Where(IsForeign))
            Try(() => throw RefusalOf(name));

        if (models.Count == 0)
            throw refused.Count > 0 ? refused[0] : NoModel();
        return new ModelFolder(folder, models, refused);
    }

    /// <summary>The model that a file in the folder belongs to.</summary>
    public ModelSet ModelOf(string name)
    {
        if (IsIndex(name))
            return IndexedModel(name, []);
        if (IsGguf(name))
            return GgufModel(name);
        if (!IsSafetensors(name))
            return RecognisedModel(name);
        foreach (var index in FileNames().Where(IsIndex))
        {
            var shards = new SafetensorsIndex(folder, index, limits);
            if (shards.Files.Contains(name, StringComparer.Ordinal))
                return IndexedModel(index, []);
        }
        return SafetensorsModel(name);
    }

    private ModelSet RecognisedModel(string name)
    {
        var file = ModelFile.Open(PathOf(name), limits);
        return file.Format == ModelFileFormat.Gguf ? GgufModel(name) : SafetensorsModel(name);
    }

    private ModelSet GgufModel(string name)
    {
        var files = GgufShards.Open(folder, name, limits);
        var tensors = ModelSet.Merge(files);
        return new ModelSet(GgufShards.PrefixOf(name), files, CompanionFiles.Documents(folder),
            GgufArchitecture.Of(files[0].Gguf!.Metadata, tensors, whole: true), ModelCard.Of(files[0].Gguf!.Metadata).Or(ModelCard.Of(folder)));
    }

    private ModelSet IndexedModel(string indexName, HashSet<string> indexed)
    {
        var index = new SafetensorsIndex(folder, indexName, limits);
        indexed.UnionWith(index.Files);
        return HuggingFaceModel(indexName[..^IndexSuffix.Length], index.Open());
    }

    private ModelSet SafetensorsModel(string name)
    {
        var file = ModelFile.Open(PathOf(name), limits);
        // Without its index nothing proves that the parts of a sharded model are complete and of one make.
        if (PartName().Match(name) is { Success: true } part)
            throw GgufShards.MissingParts(name, [part.Groups["prefix"].Value + IndexSuffix]);
        return HuggingFaceModel(Path.GetFileNameWithoutExtension(name), [file]);
    }

    private ModelSet HuggingFaceModel(string name, IReadOnlyList<ModelFile> files)
    {
        var architecture = HuggingFaceFolder.ArchitectureOf(folder, name, ModelSet.Merge(files), limits);
        return new ModelSet(name, files, CompanionFiles.All(folder), architecture, ModelCard.Of(folder));
    }

    /// <summary>Why a file with a foreign name is not taken. Its content decides: a safetensors file under such a name is still told apart.</summary>
    private ModelFileException RefusalOf(string name)
    {
        try
        {
            ModelFile.Open(PathOf(name), limits);
        }
        catch (ModelFileException e)
        {
            return e;
        }
        return new ModelFileException(ModelFileError.UnsupportedFormat, name, "the content is a model but the name says otherwise", "Rename it to .gguf or .safetensors, or import this file by its own path.");
    }

    private ModelFileException NoModel()
    {
        var inside = Directory.EnumerateDirectories(folder).Take(limits.FolderFiles)
            .Where(sub => Directory.EnumerateFiles(sub).Take(limits.FolderFiles).Any(file => IsGguf(file) || IsSafetensors(file)))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(5).ToList();
        var remedy = inside.Count > 0 ? $"Choose one of the folders inside: {string.Join(", ", inside)}." : "Choose a folder with .gguf or .safetensors files.";
        return new ModelFileException(ModelFileError.NotFound, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), "the folder holds no model", remedy);
    }

    private List<string> FileNames()
    {
        var names = Directory.EnumerateFiles(folder).Take(limits.FolderFiles + 1).Select(path => Path.GetFileName(path)).ToList();
        if (names.Count > limits.FolderFiles)
            throw new Faults(Path.GetFileName(folder)).Limit("the folder holds more files than any model", limits.FolderFiles);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    private static bool IsGguf(string name) => name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);

    private static bool IsSafetensors(string name) => name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);

    private static bool IsIndex(string name) => name.EndsWith(IndexSuffix, StringComparison.OrdinalIgnoreCase);

    private static bool IsForeign(string name) => Path.GetExtension(name).ToUpperInvariant()
        is ".BIN" or ".PT" or ".PTH" or ".CKPT" or ".PKL" or ".PICKLE" or ".H5" or ".HDF5" or ".KERAS" or ".ONNX" or ".MSGPACK" or ".PB" or ".TFLITE" or ".NPZ";

    [GeneratedRegex(@"^(?<prefix>.+)-\d{5}-of-(?!00001)\d{5}\.safetensors$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PartName();
}
