using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Onebox.Kernel.Wording;

/// <summary>Says which settings have values that cannot be.</summary>
public static partial class SettingFault
{
    private const string Remedy = "Mend it in onebox.json, the environment or the flags.";

    /// <returns>Null when <paramref name="error"/> is about something else.</returns>
    public static Problem? Of(Exception error)
    {
        List<Exception> all = error is AggregateException several ? [.. several.Flatten().InnerExceptions] : [error];
        var failures = all.OfType<OptionsValidationException>().SelectMany(e => e.Failures).Select(Said).Distinct(StringComparer.Ordinal).ToList();
        if (failures.Count > 0) return new Problem(ProblemKind.Invalid, "settings.invalid", string.Join(' ', failures), Remedy);
        return Wrong().Match(error.Message) is not { Success: true } wrong ? null : new Problem(
            ProblemKind.Invalid, "settings.invalid",
            $"The setting {wrong.Groups["path"].Value} cannot be '{wrong.Groups["value"].Value}': it must be {TypeWords.Named(wrong.Groups["type"].Value)}.", Remedy);
    }

    // The framework wraps what an annotation says in the names of types and members.
    private static string Said(string failure)
    {
        if (Annotated().Match(failure) is not { Success: true } annotated) return failure;
        var what = annotated.Groups["what"].Value;
        return what.Contains("Onebox:", StringComparison.Ordinal) ? what : $"{annotated.Groups["options"].Value}: {what}";
    }

    [GeneratedRegex(@"^Failed to convert configuration value '(?<value>.*)' at '(?<path>[^']+)' to type '(?<type>[^']+)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wrong();

    [GeneratedRegex(@"^DataAnnotation validation failed for '(?<options>\w+?)(Options)?' members: '.*?' with the error: '(?<what>.*)'\.$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Annotated();
}
