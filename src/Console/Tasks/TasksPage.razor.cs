using Microsoft.AspNetCore.Components;
using Onebox.Api.Tasks;

namespace Onebox.Console.Tasks;

/// <summary>All tasks, newest first.</summary>
public sealed partial class TasksPage : IDisposable
{
    private static readonly (string Name, Func<TaskInfo, bool> Has)[] Choices =
    [
        ("All", _ => true),
        ("Under way", t => t is { HasEnded: false, State: not TaskState.Queued }),
        ("In the queue", t => t.State == TaskState.Queued),
        ("Failed", t => t.State == TaskState.Failed),
    ];

    private string _which = Choices[0].Name;

    // What is not done yet first.
    private IEnumerable<TaskInfo> Shown => Watch.All.Where(Choices.First(c => c.Name == _which).Has).OrderBy(t => t.HasEnded);

    [Inject] private TaskWatch Watch { get; set; } = null!;

    public void Dispose() => Watch.Changed -= OnChanged;

    protected override void OnInitialized() => Watch.Changed += OnChanged;

    private void OnChanged(object? sender, TaskChangedEventArgs changed) => _ = InvokeAsync(StateHasChanged);
}
