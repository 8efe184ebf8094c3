using System.Text.RegularExpressions;

namespace Onebox.Cli.Output;

/// <summary>Says what an option takes in people's words: the parser names types of the runtime.</summary>
internal static partial class ParseWording
{
    public static string Of(string message) => Unparsed().Match(message) is not { Success: true } match
        ? message
        : $"'{match.Groups["given"].Value}' cannot be {match.Groups["name"].Value}: it must be {Named(match.Groups["type"].Value)}.";

    private static string Named(string type) => type switch
    {
        _ when type.Contains("Int32", StringComparison.Ordinal) => "a whole number below 2,147,483,648",
        _ when type.Contains("Int", StringComparison.Ordinal) => "a whole number",
        _ when type.Contains("Double", StringComparison.Ordinal) || type.Contains("Single", StringComparison.Ordinal) => "a number",
        _ when type.Contains("Boolean", StringComparison.Ordinal) => "true or false",
        _ => "of another kind",
    };

    [GeneratedRegex(@"^Cannot parse argument '(?<given>.*)' for (option|command|argument) '(?<name>[^']*)' as expected type '(?<type>.*)'\.?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unparsed();
}
