using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Onebox.Kernel.Wording;

/// <summary>Says what is wrong with JSON in its sender's words: the path, the place and what must stand there; no name of a type of ours.</summary>
public static partial class JsonFault
{
    /// <returns>Such as <c>$.settings.replicas must be a whole number (line 1, byte 34)</c>; no full stop at its end.</returns>
    public static string Of(JsonException error)
    {
        var message = Tail().Replace(error.Message.ReplaceLineEndings(" "), "").Trim();
        var path = error.Path is { Length: > 0 } told ? told : "$";
        if (Wrong().Match(message) is { Success: true } wrong) return $"{path} must be {TypeWords.Named(wrong.Groups["type"].Value, path[(path.LastIndexOf('.') + 1)..])}{Place(error)}";
        if (Missing().Match(message) is { Success: true } missing) return $"{path} lacks {missing.Groups["names"].Value.TrimEnd('.')}";
        if (Unknown().Match(message) is { Success: true } unknown) return $"{path}: there is no '{unknown.Groups["name"].Value}'";
        if (message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal)) return "it is empty";
        // Whatever else names a type is of no use to whoever sent it.
        if (message.Contains("System.", StringComparison.Ordinal) || message.Contains("Onebox.", StringComparison.Ordinal)) return $"{path} is not what must stand there{Place(error)}";
        return $"{message.Replace(" Change the reader options.", "", StringComparison.Ordinal).TrimEnd('.')}{Place(error)}";
    }

    private static string Place(JsonException error) =>
        error.LineNumber is { } line && error.BytePositionInLine is { } at ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1}, byte {at + 1})") : "";

    [GeneratedRegex(@"\s*(Path|LineNumber): .*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tail();

    [GeneratedRegex(@"^The JSON value could not be converted to (?<type>.+?)\.?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wrong();

    [GeneratedRegex("missing required properties including: (?<names>.+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unknown();
}
