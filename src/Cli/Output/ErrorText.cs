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

        await Console.Error.WriteLineAsync(Terminal.HasColour ? $"\u001b[31monebox:\u001b[0m {problem.Detail}" : $"onebox: {problem.Detail}");
        if (problem.Errors is { Count: > 1 } errors)
        {
            foreach (var (field, messages) in errors)
            {
                foreach (var message in messages) await Console.Error.WriteLineAsync($"  {field}: {message}");
            }
        }

        if (RemedyOf(problem) is { } remedy) await Console.Error.WriteLineAsync($"  → {remedy}");
    }

    /// <summary>What to do, in this program's words where the box's are for those who write requests.</summary>
    private static string? RemedyOf(ProblemDetails problem) => problem.Code switch
    {
        "access.unauthenticated" or "access.credential_refused" => "Give a key with --key or ONEBOX_KEY; 'onebox keys create' on the box makes one.",
        "model_not_found" => "'onebox routes list' shows the names that can be asked.",
        _ => problem.Remedy,
    };
}
