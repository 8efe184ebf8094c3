using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Files;

namespace Onebox.Catalog.Presets;

/// <summary>All presets: those built in, and on top of them the *.yaml files of the owner's own folder. Read once.</summary>
internal sealed class PresetCatalog(IOptions<CatalogOptions> options, DataFolder data, ILogger<PresetCatalog> log)
{
    private readonly Lazy<IReadOnlyDictionary<string, Preset>> _presets = new(() => Load(options.Value.PresetFolder ?? Path.Combine(data.Path, "presets"), log));

    public IReadOnlyCollection<Preset> All => [.. _presets.Value.Values.OrderBy(p => p.Parameters.Total)];

    public Preset? Find(string id) => _presets.Value.GetValueOrDefault(id);

    /// <summary>The preset whose files come from this repository; null when none, or more than one, do.</summary>
    public Preset? OfRepository(string repository)
    {
        var matches = All.Where(p => p.Hub.Repository == repository || p.Files?.Exists(f => f.Repository == repository) == true).Take(2).ToList();
        return matches is [var only] ? only : null;
    }

    /// <summary>The built-in files: name and text.</summary>
    internal static IEnumerable<(string Name, string Yaml)> BuiltIn()
    {
        var assembly = typeof(PresetCatalog).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.Contains(".Presets.", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource, reader.ReadToEnd());
        }
    }

    private static Dictionary<string, Preset> Load(string folder, ILogger log)
    {
        var presets = new Dictionary<string, Preset>(StringComparer.Ordinal);
        foreach (var (name, yaml) in BuiltIn())
        {
            foreach (var preset in PresetReader.Read(name, yaml)) presets.Add(preset.Id, preset);
        }

        if (!Directory.Exists(folder)) return presets;
        foreach (var path in Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            try
            {
                // A file of the owner's: a mistake in it must not take the built-in ones away.
                foreach (var preset in PresetReader.Read(path, File.ReadAllText(path))) presets[preset.Id] = preset;
            }
            catch (Exception error) when (error is PresetException or IOException or UnauthorizedAccessException)
            {
                log.PresetRefused(path, error.Message);
            }
        }

        return presets;
    }
}
