using System.Globalization;
using Onebox.Api;
using Onebox.Api.Tasks;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Output;

/// <summary>Waits for a task and shows how far it is: a bar on a terminal, a line for each step elsewhere, with <c>--json</c> neither.</summary>
internal static class TaskBar
{
    private const int Width = 28;

    /// <summary>Waits until the task has ended. Ctrl+C leaves it running and says how to come back to it.</summary>
    /// <exception cref="BoxException">When it failed or was cancelled.</exception>
    public static async Task<TaskInfo> WaitAsync(Invocation run, string taskId, CancellationToken cancellation)
    {
        var lastStep = "";
        try
        {
            var ended = await run.Box.Tasks.WaitAsync(taskId, Show, cancellation);
            Clear(run);
            if (ended.State == TaskState.Succeeded) return ended;
            throw new BoxException(new ProblemDetails
            {
                Code = ended.Failure?.Code ?? "task.cancelled",
                Title = ended.Title,
                Detail = ended.Failure?.Cause ?? $"'{ended.Title}' was cancelled.",
                Remedy = ended.Failure?.Remedy,
            });
        }
        catch (OperationCanceledException)
        {
            Clear(run);
            await Console.Error.WriteLineAsync($"It goes on: 'onebox tasks watch {taskId}' shows it, 'onebox tasks cancel {taskId}' ends it.");
            throw;
        }

        void Show(TaskInfo task)
        {
            if (run.Print.IsWatched)
            {
                Console.Error.Write($"\r\u001b[K{Line(task)}");
            }
            else if (!run.Print.IsJson && task.Progress?.Step is { } step && step != lastStep)
            {
                lastStep = step;
                Console.Error.WriteLine($"{task.Title}: {step}");
            }
        }
    }

    /// <summary><c>copying ███████──── 42 % · 310.0 MiB/s · 12 s left</c>.</summary>
    public static string Line(TaskInfo task)
    {
        if (task.Progress is not { } progress) return task.State.ToString().ToLowerInvariant();
        var parts = new List<string>();
        if (progress.Fraction is { } fraction)
        {
            var full = (int)Math.Round(fraction * Width);
            parts.Add($"{progress.Step} {new string('█', full)}{new string('─', Width - full)} {(fraction * 100).ToString("0", CultureInfo.CurrentCulture)} %");
        }
        else
        {
            parts.Add(progress.Done > 0 ? $"{progress.Step} {Amount(progress.Done, progress.Unit)}" : progress.Step);
        }

        if (progress.RatePerSecond is { } rate) parts.Add($"{Amount(rate, progress.Unit)}/s");
        if (progress.RemainingSeconds is { } left) parts.Add($"{Units.Duration(left)} left");
        if (task.Cancelling) parts.Add("cancelling");
        return string.Join(" · ", parts);
    }

    private static string Amount(double amount, string unit) => unit == "bytes" ? Units.Bytes(amount) : $"{Units.Number(amount, "0.#")} {unit}";

    private static void Clear(Invocation run)
    {
        if (run.Print.IsWatched) Console.Error.Write("\r\u001b[K");
    }
}
