using Microsoft.AspNetCore.Components;
using Onebox.Api.Tasks;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Tasks;

/// <summary>One task with its log.</summary>
public sealed partial class TaskPage : BoxComponent
{
    private readonly List<TaskLogLine> _log = [];
    private TaskInfo? _task;

    [Parameter]
    public string Id { get; set; } = "";

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Id;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(1);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        if (_task?.Id != Id) (_task, _) = (null, Forget());
        if (_task is { HasEnded: true }) return;
        _task = await Box.Tasks.GetAsync(Id, cancellation);
        _log.AddRange((await Box.Tasks.LogAsync(Id, _log.Count == 0 ? 0 : _log[^1].Number, cancellation)).Items);
    }

    private bool Forget()
    {
        _log.Clear();
        return true;
    }

    private Task<bool> CancelAsync() => TryAsync(async gone => _task = await Box.Tasks.CancelAsync(Id, gone));
}
