using System.Text.Json;
using Onebox.Api;

namespace Onebox.Cli.Output;

/// <summary>Errors on stderr: what happened, then what to do; with <c>--json</c> the problem details as the box gave them.</summary>
internal static class ErrorText
{
    public static async Task WriteAsync(ProblemDetails problem, bool json)
    {
        if (json)
        {
            await Console.Error.WriteLineAsync(JsonSerializer.Serialize(problem, ApiJson.Default.ProblemDetails));
            return;
        }

        await Console.Error.WriteLineAsync(Console.IsErrorRedirected ? $"onebox: {problem.Detail}" : $"\u001b[31monebox:\u001b[0m {problem.Detail}");
        if (problem.Errors is { Count: > 1 } errors)
        {
            foreach (var (field, messages) in errors)
            {
                foreach (var message in messages) await Console.Error.WriteLineAsync($"  {field}: {message}");
            }
        }

        if (problem.Remedy is not null) await Console.Error.WriteLineAsync($"  → {problem.Remedy}");
    }
}
