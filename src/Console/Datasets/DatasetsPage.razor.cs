using Microsoft.AspNetCore.Components;
using Onebox.Api.Datasets;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Tasks;

namespace Onebox.Console.Datasets;

/// <summary>The datasets on this box.</summary>
public sealed partial class DatasetsPage : BoxComponent
{
    private IReadOnlyList<DatasetInfo> _datasets = [];

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    private bool MayImport => Viewer.May("datasets:write");

    protected override void OnInitialized() => Watch.Changed += OnTask;

    protected override void Dispose(bool disposing)
    {
        Watch.Changed -= OnTask;
        base.Dispose(disposing);
    }

    protected override async Task LoadAsync(CancellationToken cancellation) =>
        _datasets = [.. (await Box.Datasets.ListAsync(cancellation)).Items.OrderByDescending(d => d.CreatedAt)];

    private void OnTask(object? sender, TaskChangedEventArgs changed)
    {
        if (changed.Task.Kind.StartsWith("dataset.", StringComparison.Ordinal)) _ = InvokeAsync(ReloadAsync);
    }
}
