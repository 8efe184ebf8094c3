using Microsoft.AspNetCore.Components;
using Onebox.Api.Tasks;

namespace Onebox.Console.Tasks;

/// <summary>Tasks about what a page shows: how far they are, and why the last one failed while somebody looked.</summary>
public sealed partial class UnderWay : IDisposable
{
    /// <summary>A short task may end before it is shown.</summary>
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(10);

    private DateTimeOffset _since;

    /// <summary>Whether a task is about what the page shows.</summary>
    [Parameter, EditorRequired]
    public Func<TaskInfo, bool> Which { get; set; } = null!;

    /// <summary>One has ended: what the page shows may be old.</summary>
    [Parameter]
    public EventCallback OnEnded { get; set; }

    [Inject] private TaskWatch Watch { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    public void Dispose() => Watch.Changed -= OnTask;

    protected override void OnInitialized()
    {
        _since = Clock.GetUtcNow() - JustNow;
        Watch.Changed += OnTask;
    }

    private void OnTask(object? sender, TaskChangedEventArgs changed)
    {
        if (!Which(changed.Task)) return;
        _ = InvokeAsync(() =>
        {
            StateHasChanged();
            return changed.Task.HasEnded ? OnEnded.InvokeAsync() : Task.CompletedTask;
        });
    }
}
