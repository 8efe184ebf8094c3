using Microsoft.AspNetCore.Components;
using Onebox.Api.Tasks;
using Onebox.Console.Models;

namespace Onebox.Console.Tasks;

/// <summary>The drawer with everything that is under way or has ended lately.</summary>
public sealed partial class TaskPanel : IDisposable
{
    private const int EndedShown = 25;

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject] private TaskWatch Watch { get; set; } = null!;

    [Inject] private Uploads Uploads { get; set; } = null!;

    private IReadOnlyList<(string Name, List<TaskInfo> Tasks)> Groups
    {
        get
        {
            var all = Watch.All;
            return
            [
                ("Under way", [.. all.Where(t => t is { HasEnded: false, State: not TaskState.Queued })]),
                // Who came first is first in the queue.
                ("In the queue", [.. all.Where(t => t.State == TaskState.Queued).Reverse()]),
                ("Ended", [.. all.Where(t => t.HasEnded).Take(EndedShown)]),
            ];
        }
    }

    public void Dispose()
    {
        Watch.Changed -= OnTask;
        Uploads.Changed -= OnUpload;
    }

    protected override void OnInitialized()
    {
        Watch.Changed += OnTask;
        Uploads.Changed += OnUpload;
    }

    private void OnTask(object? sender, TaskChangedEventArgs changed) => _ = InvokeAsync(StateHasChanged);

    private void OnUpload(object? sender, EventArgs nothing) => _ = InvokeAsync(StateHasChanged);
}
