using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Onebox.Api;

namespace Onebox.Cli.Output;

/// <summary>Errors on stderr: what happened, then what to do; with <c>--json</c> the problem details as the box gave them.</summary>
internal static class ErrorText
{
    private static readonly ApiJson Json = new(new JsonSerializerOptions(ApiJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static async Task WriteAsync(ProblemDetails problem, bool json)
    {
        if (json)
        {
            await Console.Error.WriteLineAsync(JsonSerializer.Serialize(problem, Json.ProblemDetails));
            return;
        }

        foreach (var line in LinesOf(problem, Terminal.HasColour ? "\u001b[31monebox:\u001b[0m" : "onebox:")) await Console.Error.WriteLineAsync(line);
    }

    /// <summary>Several faults are listed by what they are of, and said once: the box's detail is mostly all of them in a row.</summary>
    /// <param name="name">What the first line begins with.</param>
    internal static IEnumerable<string> LinesOf(ProblemDetails problem, string name)
    {
        var faults = problem.Errors is { Count: > 1 } errors ? errors.SelectMany(e => e.Value.Select(message => (Field: e.Key, Message: message))).ToList() : [];
        var listed = faults.Count > 0 && faults.TrueForAll(f => problem.Detail.Contains(f.Message, StringComparison.Ordinal));
        yield return listed ? string.Create(CultureInfo.InvariantCulture, $"{name} {faults.Count} things are wrong:") : $"{name} {problem.Detail}";
        foreach (var (field, message) in faults) yield return $"  {field}: {message}";
        if (RemedyOf(problem) is { } remedy) yield return $"  → {remedy}";
    }

    /// <summary>What to do, in this program's words where the box's are for those who write requests.</summary>
    private static string? RemedyOf(ProblemDetails problem) => problem.Code switch
    {
        "access.unauthenticated" or "access.credential_refused" => "Give a key with --key or ONEBOX_KEY; 'onebox keys create' on the box makes one.",
        "model_not_found" => "'onebox routes list' shows the names that can be asked.",
        _ => problem.Remedy,
    };
}
