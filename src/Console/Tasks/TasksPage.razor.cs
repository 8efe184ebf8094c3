using Microsoft.AspNetCore.Components;
using Onebox.Api.Tasks;

namespace Onebox.Console.Tasks;

/// <summary>All tasks, newest first.</summary>
public sealed partial class TasksPage : IDisposable
{
    private static readonly (Kind, string)[] Choices = [(Kind.All, "All"), (Kind.UnderWay, "Under way"), (Kind.Queued, "In the queue"), (Kind.Failed, "Failed")];

    private Kind _which = Kind.All;

    private enum Kind
    {
        All,
        UnderWay,
        Queued,
        Failed,
    }

    // What is not done yet first.
    private IEnumerable<TaskInfo> Shown => Watch.All.Where(t => Has(_which, t)).OrderBy(t => t.HasEnded);

    [Inject] private TaskWatch Watch { get; set; } = null!;

    public void Dispose() => Watch.Changed -= OnChanged;

    protected override void OnInitialized() => Watch.Changed += OnChanged;

    private static bool Has(Kind which, TaskInfo task) => which switch
    {
        Kind.UnderWay => task is { HasEnded: false, State: not TaskState.Queued },
        Kind.Queued => task.State == TaskState.Queued,
        Kind.Failed => task.State == TaskState.Failed,
        _ => true,
    };

    private void OnChanged(object? sender, TaskChangedEventArgs changed) => _ = InvokeAsync(StateHasChanged);
}
