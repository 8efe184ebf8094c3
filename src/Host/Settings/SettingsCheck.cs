using System.Reflection;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Wording;

namespace Onebox.Host.Settings;

/// <summary>Reads every setting before anything starts, so that all that is wrong with them is said at once.</summary>
internal static class SettingsCheck
{
    private const string Root = "Onebox";

    /// <param name="services">The modules' options and their validators; nothing else of it is looked at.</param>
    /// <exception cref="OptionsValidationException">Settings are unknown, of another type, or out of range: one failure for each.</exception>
    public static void Run(IConfigurationRoot settings, IServiceCollection services)
    {
        var sections = Sections(services);
        List<string> failures = [.. Strays(settings), .. settings.GetSection(Root).GetChildren().Where(s => !sections.ContainsKey(s.Key)).Select(s => Unknown(s.Path, sections.Keys))];
        var validators = new ServiceCollection();
        foreach (var validator in services.Where(s => s.ServiceType.IsGenericType && s.ServiceType.GetGenericTypeDefinition() == typeof(IValidateOptions<>))) validators.Add(validator);
        using var provider = validators.BuildServiceProvider();
        var check = typeof(SettingsCheck).GetMethod(nameof(Check), BindingFlags.NonPublic | BindingFlags.Static)!;
        foreach (var (name, type) in sections) failures.AddRange((IEnumerable<string>)check.MakeGenericMethod(type).Invoke(null, [settings.GetSection($"{Root}:{name}"), provider])!);
        if (failures.Count > 0) throw new OptionsValidationException(Root, typeof(HostSettings), failures.Distinct(StringComparer.Ordinal));
    }

    /// <summary>A module's section is named as its options are; the host's own say how it listens.</summary>
    private static Dictionary<string, Type> Sections(IServiceCollection services) => services
        .Where(s => s.ServiceType.IsGenericType && s.ServiceType.GetGenericTypeDefinition() == typeof(IOptionsChangeTokenSource<>))
        .Select(s => s.ServiceType.GenericTypeArguments[0])
        .Where(t => t.Namespace?.StartsWith("Onebox.", StringComparison.Ordinal) == true).Distinct()
        .ToDictionary(t => t == typeof(ListenOptions) ? "Host" : t.Name[..^"Options".Length], StringComparer.OrdinalIgnoreCase);

    // Only of the file: in the environment other programs' names are beside ours.
    private static IEnumerable<string> Strays(IConfigurationRoot settings) => settings.Providers.OfType<JsonConfigurationProvider>()
        .SelectMany(p => p.GetChildKeys([], null)).Where(k => !k.Equals(Root, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.OrdinalIgnoreCase)
        .Select(k => $"There is no setting {k} in the file: all are below {Root}, such as {Root}:Host:Port.");

    private static List<string> Check<T>(IConfigurationSection section, IServiceProvider validators)
        where T : class, new()
    {
        var properties = typeof(T).GetProperties().ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);
        List<string> failures = [];
        Dictionary<string, string?> sound = [];
        foreach (var setting in section.GetChildren())
        {
            if (!properties.TryGetValue(setting.Key, out var property)) failures.Add(Unknown(setting.Path, properties.Keys));
            else if (Fault(setting, property.PropertyType) is { } fault) failures.Add(fault);
            else foreach (var (path, value) in setting.AsEnumerable(makePathsRelative: false)) sound[path[(section.Path.Length + 1)..]] = value;
        }

        // What cannot be read is left at its default, so that the others are checked all the same.
        var options = new T();
        new ConfigurationBuilder().AddInMemoryCollection(sound).Build().Bind(options);
        failures.AddRange(validators.GetServices<IValidateOptions<T>>().SelectMany(v => v.Validate(Options.DefaultName, options).Failures ?? []));
        return failures;
    }

    private static string? Fault(IConfigurationSection setting, Type type)
    {
        var isList = type != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type);
        if (isList && !string.IsNullOrEmpty(setting.Value)) return $"The setting {setting.Path} must be a list, not '{setting.Value}'.";
        if (!isList && setting.GetChildren().FirstOrDefault() is { } below) return $"There is no setting {below.Path}: {setting.Path} is one value.";
        try
        {
            _ = setting.Get(type);
            return null;
        }
        catch (InvalidOperationException error)
        {
            return SettingFault.Of(error)?.Detail ?? error.Message;
        }
    }

    private static string Unknown(string path, IEnumerable<string> known)
    {
        var above = path[..(path.LastIndexOf(':') + 1)];
        return NearWord.Of(path[above.Length..], known) is { } near ? $"There is no setting {path} (did you mean {above}{near}?)." : $"There is no setting {path}.";
    }
}
