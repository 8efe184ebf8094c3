using Microsoft.AspNetCore.Components;

namespace Onebox.Console.Tasks;

/// <summary>All tasks, newest first.</summary>
public sealed partial class TasksPage : IDisposable
{
    [Inject] private TaskWatch Watch { get; set; } = null!;

    public void Dispose() => Watch.Changed -= OnChanged;

    protected override void OnInitialized() => Watch.Changed += OnChanged;

    private void OnChanged(object? sender, TaskChangedEventArgs changed) => _ = InvokeAsync(StateHasChanged);
}
