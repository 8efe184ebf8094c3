using Onebox.Kernel;

namespace Onebox.Host.Settings;

/// <summary>
/// Settings from, the later the stronger: <c>onebox.json</c> in the data folder (or <c>--config FILE</c>), the environment (<c>ONEBOX_Onebox__Host__Port</c>, and
/// <c>ONEBOX_DATA</c>), flags (<c>--port 8080</c>, or any setting by its path: <c>--Onebox:Host:Port 8080</c>).
/// </summary>
internal sealed record HostSettings(string DataFolder, IConfigurationRoot Configuration)
{
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["--data"] = "Data",
        ["--config"] = "Config",
        ["--port"] = "Onebox:Host:Port",
        ["--address"] = "Onebox:Host:Address",
        ["--name"] = "Onebox:Host:Name",
    };

    public static HostSettings Read(string[] args)
    {
        if (args.FirstOrDefault(a => a.StartsWith('-') && !Flags.ContainsKey(a.Split('=')[0]) && !a.StartsWith("--Onebox:", StringComparison.OrdinalIgnoreCase)) is { } unknown)
            throw new Problem(ProblemKind.Invalid, "settings.flag_unknown", $"There is no flag {unknown}.", $"Flags are {string.Join(", ", Flags.Keys)} and any setting as --Onebox:… VALUE.").ToException();

        var flags = new ConfigurationBuilder().AddCommandLine(args, Flags).Build();
        var data = flags["Data"] ?? Environment.GetEnvironmentVariable("ONEBOX_DATA") ?? DefaultDataFolder();
        var file = flags["Config"] is { } named ? Path.GetFullPath(named) : Path.Combine(Path.GetFullPath(data), "onebox.json");
        if (flags["Config"] is not null && !File.Exists(file)) throw new Problem(ProblemKind.Invalid, "settings.file_missing", $"There is no settings file {file}.").ToException();
        try
        {
            var configuration = new ConfigurationBuilder().AddJsonFile(file, optional: true).AddEnvironmentVariables("ONEBOX_").AddCommandLine(args, Flags).Build();
            return new HostSettings(data, configuration);
        }
        catch (InvalidDataException error)
        {
            throw new Problem(ProblemKind.Invalid, "settings.file_invalid", $"The settings file {file} is not valid JSON: {error.InnerException?.Message ?? error.Message}").ToException(error);
        }
    }

    /// <summary><c>$XDG_DATA_HOME/onebox</c>, else <c>~/.local/share/onebox</c>.</summary>
    public static string DefaultDataFolder() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "onebox");
}
