using Onebox.Kernel.Wording;

namespace Onebox.Catalog.Presets;

/// <summary>Reads one preset file and checks it against its specification.</summary>
internal static class PresetReader
{
    private const int MaxCharacters = 4 << 20;

    private static readonly string[] Kinds = ["chat", "base", "embedding", "reranking"];

    /// <exception cref="PresetException">With everything that is wrong in the file.</exception>
    public static IReadOnlyList<Preset> Read(string file, string yaml)
    {
        if (yaml.Length > MaxCharacters) throw new PresetException(file, ["it is larger than any preset file"]);
        PresetDocument document;
        try
        {
            document = YamlText.Read<PresetDocument>(yaml, othersAllowed: true);
        }
        catch (YamlTextException error)
        {
            throw new PresetException(file, [error.Message]);
        }

        var errors = new List<string>();
        if (document.Schema != PresetDocument.KnownSchema) errors.Add($"its schema is {document.Schema}, and {PresetDocument.KnownSchema} is read here");
        if (document.Entries is not { Count: > 0 }) errors.Add("it has no entries");
        foreach (var preset in document.Entries ?? []) errors.AddRange(Faults(preset).Select(fault => $"{(preset.Id.Length > 0 ? preset.Id : "an entry without id")}: {fault}"));
        return errors.Count == 0 ? document.Entries! : throw new PresetException(file, errors);
    }

    private static IEnumerable<string> Faults(Preset preset)
    {
        if (preset.Id.Length == 0 || !preset.Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-')) yield return "the id must be of a-z, 0-9, '.' and '-'";
        if (preset.Name.Length == 0 || preset.Family.Length == 0 || preset.Publisher.Length == 0) yield return "name, family and publisher are needed";
        if (!Kinds.Contains(preset.Kind, StringComparer.Ordinal)) yield return $"the kind must be one of {string.Join(", ", Kinds)}";
        if (preset.Parameters.Total <= 0) yield return "parameters.total is needed";
        if (!preset.Hub.Repository.Contains('/', StringComparison.Ordinal)) yield return "hub.repository must be owner/name";
        var shape = preset.Architecture;
        if (shape.General.Length == 0 || shape.Layers <= 0 || shape.HiddenSize <= 0 || shape.AttentionHeads <= 0 || shape.KvHeads <= 0 || shape.FfnSize <= 0 || shape.Vocabulary <= 0 || shape.ContextLength <= 0) yield return "the architecture is incomplete";
        if (shape.HeadSize is null && shape.Mla is null) yield return "architecture.headSize is needed without mla";
        if (!preset.Modes.ContainsKey("latency") || !preset.Modes.ContainsKey("throughput")) yield return "the modes latency and throughput are needed";
        foreach (var (name, mode) in preset.Modes)
        {
            if (mode.Context <= 0 || mode.Parallel <= 0) yield return $"modes.{name} needs context and parallel";
            if (mode.Context > shape.ContextLength) yield return $"modes.{name} has a context of {mode.Context}, the model {shape.ContextLength}";
        }

        foreach (var group in new[] { "parameters", "architecture" })
        {
            if (!preset.Sources.TryGetValue(group, out var addresses) || addresses is not { Count: > 0 }) yield return $"sources.{group} is needed: a fact without a source is none";
        }
    }
}

/// <summary>A preset file was refused.</summary>
internal sealed class PresetException(string file, IReadOnlyList<string> errors) : Exception($"{file}: {string.Join("; ", errors)}.")
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
