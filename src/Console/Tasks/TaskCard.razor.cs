using Microsoft.AspNetCore.Components;
using Onebox.Api.Tasks;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Tasks;

/// <summary>One task: what it does, how far it is, why it failed.</summary>
public sealed partial class TaskCard : BoxComponent
{
    [Parameter, EditorRequired]
    public TaskInfo Task { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Task.Id;

    private Task<bool> CancelAsync() => TryAsync(gone => Box.Tasks.CancelAsync(Task.Id, gone));
}
