using System.Globalization;
using Onebox.Weights;

namespace Onebox.Catalog.Importing;

/// <summary>What was brought in, as the reader of model files sees it.</summary>
/// <param name="Files">Weights first, in the order of their parts.</param>
internal sealed record StagedModel(string Format, string? Purpose, Architecture Architecture, IReadOnlyList<StoredFile> Files)
{
    private const long PoolsRank = 4; // llama.cpp's LLAMA_POOLING_TYPE_RANK

    /// <summary>
    /// Names the content: <see cref="ModelHash"/> with weights under their position and other files under their names, so that a renamed
    /// file is still the same model. See <c>docs/formats/model-folder.md</c>.
    /// </summary>
    public string ContentHash => ModelHash.Of(Files.Select((f, i) => new FileHash(f.HoldsWeights ? string.Create(CultureInfo.InvariantCulture, $"weights/{i + 1}") : f.Name, f.SizeBytes, f.Sha256)));

    /// <summary>Reads the model in <paramref name="folder"/>.</summary>
    /// <param name="taken">Its files with their hashes.</param>
    /// <exception cref="Kernel.ProblemException">The files are no model, or one of a refused format.</exception>
    public static StagedModel Inspect(string folder, IReadOnlyList<TakenFile> taken)
    {
        try
        {
            if (taken is [var only]) taken = [NameByContent(folder, only)];
            var found = ModelFolder.Inspect(folder);
            if (found.Refused is [var refused, ..]) throw refused;
            if (found.Models is not [var model]) throw ImportErrors.Several("What was brought in", found.Models.Select(m => (m.Name, (long?)m.Length)));
            var weights = model.Files.Select(f => f.Name).ToList();
            var files = taken
                .OrderBy(f => weights.IndexOf(f.Name) is >= 0 and var at ? at : int.MaxValue).ThenBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => new StoredFile(f.Name, f.SizeBytes, f.Sha256, weights.Contains(f.Name, StringComparer.Ordinal)));
            return new StagedModel(model.Format.ToString().ToLowerInvariant(), PurposeOf(model), model.Architecture, [.. files]);
        }
        catch (ModelFileException refusal)
        {
            throw CatalogErrors.Refused(refusal);
        }
    }

    /// <summary>An address may end without an extension: the content knows it.</summary>
    private static TakenFile NameByContent(string folder, TakenFile file)
    {
        var model = ModelFile.Open(Path.Combine(folder, file.Name));
        var extension = "." + model.Format.ToString().ToLowerInvariant();
        if (file.Name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) return file;
        File.Move(Path.Combine(folder, file.Name), Path.Combine(folder, file.Name + extension));
        return file with { Name = file.Name + extension };
    }

    private static string? PurposeOf(ModelSet model)
    {
        var facts = model.Architecture;
        if (facts.Kind == "adapter") return "adapter";
        if (model.Files[0].Gguf?.Metadata.Integer($"{facts.Name}.pooling_type") is > 0 and var pooling) return pooling == PoolsRank ? "reranking" : "embedding";
        if (model.Companions.Any(c => Path.GetFileName(c) is "modules.json" or "sentence_bert_config.json")) return "embedding";
        return facts.ChatTemplate is null ? null : "chat";
    }
}
