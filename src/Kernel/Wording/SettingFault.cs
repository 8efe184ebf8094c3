using System.Text.RegularExpressions;

namespace Onebox.Kernel.Wording;

/// <summary>Says which setting has a value that cannot be one.</summary>
public static partial class SettingFault
{
    /// <returns>Null when <paramref name="error"/> is about something else.</returns>
    public static Problem? Of(Exception error) => Wrong().Match(error.Message) is { Success: true } wrong
        ? new Problem(
            ProblemKind.Invalid, "settings.invalid",
            $"The setting {wrong.Groups["path"].Value} cannot be '{wrong.Groups["value"].Value}': it must be {TypeWords.Named(wrong.Groups["type"].Value)}.", "Mend it in onebox.json, the environment or the flags.")
        : null;

    [GeneratedRegex(@"^Failed to convert configuration value '(?<value>.*)' at '(?<path>[^']+)' to type '(?<type>[^']+)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wrong();
}
