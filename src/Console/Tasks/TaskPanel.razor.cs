using Microsoft.AspNetCore.Components;
using Onebox.Console.Models;

namespace Onebox.Console.Tasks;

/// <summary>The drawer with everything that is under way or has ended lately.</summary>
public sealed partial class TaskPanel : IDisposable
{
    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject] private TaskWatch Watch { get; set; } = null!;

    [Inject] private Uploads Uploads { get; set; } = null!;

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
