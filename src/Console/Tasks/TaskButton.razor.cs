using Microsoft.AspNetCore.Components;

namespace Onebox.Console.Tasks;

/// <summary>Opens the task panel, and shows how many are under way.</summary>
public sealed partial class TaskButton : IDisposable
{
    [Parameter]
    public EventCallback OnClick { get; set; }

    [Inject] private TaskWatch Watch { get; set; } = null!;

    private int UnderWay => Watch.UnderWay;

    private string Label => UnderWay switch
    {
        0 => "Tasks",
        1 => "Tasks: 1 under way",
        var count => $"Tasks: {count} under way",
    };

    public void Dispose() => Watch.Changed -= OnChanged;

    protected override void OnInitialized() => Watch.Changed += OnChanged;

    private void OnChanged(object? sender, TaskChangedEventArgs changed) => _ = InvokeAsync(StateHasChanged);
}
