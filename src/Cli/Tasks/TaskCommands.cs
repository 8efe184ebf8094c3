using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Tasks;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Tasks;

/// <summary><c>onebox tasks list</c>.</summary>
internal sealed class ListTasksCommand : BoxCommand
{
    private readonly Option<bool> _active = new("--active") { Description = "Only those under way." };
    private readonly Option<int> _limit = new("--limit") { Description = "How many.", HelpName = "N", DefaultValueFactory = _ => 50 };

    public ListTasksCommand()
        : base("list", "Tasks, the newest first.")
    {
        Options.Add(_active);
        Options.Add(_limit);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var tasks = await run.Box.Tasks.ListAsync(run.Get(_active), limit: run.Get(_limit), cancellation: cancellation);
        run.Print.Result(tasks, ApiJson.Default.PageTaskInfo, page => Printer.Table(
            ["id", "task", "state", "", "started"],
            [.. page.Items.Select(t => new[] { t.Id, t.Title, t.State.ToString().ToLowerInvariant(), t.HasEnded ? t.Failure?.Cause ?? "" : TaskBar.Line(t), Units.Ago(t.CreatedAt) })],
            "No tasks."));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox tasks show ID</c>.</summary>
internal sealed class ShowTaskCommand : BoxCommand
{
    private readonly Argument<string> _task = new("task") { Description = "The task's id." };

    public ShowTaskCommand()
        : base("show", "One task.") => Arguments.Add(_task);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var task = await run.Box.Tasks.GetAsync(run.Get(_task), cancellation);
        run.Print.Result(task, ApiJson.Default.TaskInfo, Show);
        return ExitCodes.Done;
    }

    private static void Show(TaskInfo task) => Printer.Facts(
        ("Task", task.Title),
        ("Id", task.Id),
        ("State", task.State.ToString().ToLowerInvariant()),
        ("Progress", task.HasEnded ? null : TaskBar.Line(task)),
        ("Started", $"{Units.Ago(task.CreatedAt)} by {task.StartedBy}"),
        ("Took", task is { StartedAt: { } from, EndedAt: { } to } ? Units.Duration((to - from).TotalSeconds) : null),
        ("Cause", task.Failure?.Cause),
        ("Remedy", task.Failure?.Remedy));
}

/// <summary><c>onebox tasks watch ID</c>: shows its bar until it has ended.</summary>
internal sealed class WatchTaskCommand : BoxCommand
{
    private readonly Argument<string> _task = new("task") { Description = "The task's id." };

    public WatchTaskCommand()
        : base("watch", "Show a task's progress until it has ended.") => Arguments.Add(_task);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var task = await TaskBar.WaitAsync(run, run.Get(_task), cancellation);
        run.Print.Result(task, ApiJson.Default.TaskInfo, t => Console.Out.WriteLine($"{t.Title}: {t.State.ToString().ToLowerInvariant()}"));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox tasks log ID</c>.</summary>
internal sealed class LogTaskCommand : BoxCommand
{
    private readonly Argument<string> _task = new("task") { Description = "The task's id." };

    public LogTaskCommand()
        : base("log", "A task's log.") => Arguments.Add(_task);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var log = await run.Box.Tasks.LogAsync(run.Get(_task), cancellation: cancellation);
        run.Print.Result(log, ApiJson.Default.PageTaskLogLine, page =>
        {
            foreach (var line in page.Items) Console.Out.WriteLine($"{line.At.ToLocalTime():HH:mm:ss} {line.Level,-7} {line.Text}");
        });
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox tasks cancel ID</c>.</summary>
internal sealed class CancelTaskCommand : BoxCommand
{
    private readonly Argument<string> _task = new("task") { Description = "The task's id." };

    public CancelTaskCommand()
        : base("cancel", "Ask a task to stop.") => Arguments.Add(_task);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var task = await run.Box.Tasks.CancelAsync(run.Get(_task), cancellation);
        run.Print.Result(task, ApiJson.Default.TaskInfo, t => Console.Out.WriteLine(t.HasEnded ? $"{t.Title}: {t.State.ToString().ToLowerInvariant()}" : $"{t.Title}: cancelling"));
        return ExitCodes.Done;
    }
}
