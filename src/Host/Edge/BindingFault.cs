using System.Text.RegularExpressions;

namespace Onebox.Host.Edge;

/// <summary>Says what the framework could not bind a request's parts to, without the names of our types.</summary>
internal static partial class BindingFault
{
    public static string Of(BadHttpRequestException error)
    {
        var message = error.Message.ReplaceLineEndings("\n").Split('\n')[0];
        if (Unbound().Match(message) is { Success: true } unbound) return $"'{unbound.Groups["name"].Value}' cannot be '{unbound.Groups["value"].Value}'.";
        if (Missing().Match(message) is not { Success: true } missing) return message;
        return missing.Groups["where"].Value.Contains("body", StringComparison.OrdinalIgnoreCase) ? "The request needs a body of JSON." : $"'{missing.Groups["name"].Value}' is needed.";
    }

    [GeneratedRegex("""^Failed to bind parameter ".*?(?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unbound();

    [GeneratedRegex("""^(Required parameter|Implicit body inferred for parameter) ".*?(?<name>\w+)" (was not provided|but no body was provided)(?<where>.*)$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Missing();
}
