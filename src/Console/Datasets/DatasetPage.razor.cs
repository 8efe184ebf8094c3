using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Datasets;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;
using Onebox.Console.Tasks;

namespace Onebox.Console.Datasets;

/// <summary>One version of a dataset: how many rows, how long, what is wrong with them, what they look like.</summary>
public sealed partial class DatasetPage : BoxComponent
{
    private DatasetInfo? _dataset;

    /// <summary>A name (its newest version), or <c>name@number</c>.</summary>
    [Parameter]
    public string Reference { get; set; } = "";

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    protected override object? Key => Reference;

    private string At => $"{_dataset!.Name}@{_dataset.Version}";

    protected override void OnInitialized() => Watch.Changed += OnTask;

    protected override void Dispose(bool disposing)
    {
        Watch.Changed -= OnTask;
        base.Dispose(disposing);
    }

    protected override async Task LoadAsync(CancellationToken cancellation) => _dataset = await Box.Datasets.GetAsync(Reference, cancellation);

    private bool Trains(DatasetInfo dataset) => dataset.Splits.Train > 0 && Viewer.May("training:write");

    private static string Short(string hash) => hash.Length > 20 ? $"{hash[..12]}…{hash[^6..]}" : hash;

    private void OnTask(object? sender, TaskChangedEventArgs changed)
    {
        if (changed.Task is { HasEnded: true } task && task.Kind.StartsWith("dataset.", StringComparison.Ordinal)) _ = InvokeAsync(ReloadAsync);
    }

    private async Task DeleteAsync()
    {
        var text = $"Version {_dataset!.Version} of {_dataset.Name} ({Amounts.Whole(_dataset.Rows)} rows) is removed from this box's disk. Other versions stay.\n\nThis cannot be undone; the file can be imported again.";
        if (await AskDialog.ShowAsync(Dialogs, $"Delete {At}?", text, "Delete", gone => Box.Datasets.DeleteAsync(At, gone))) Navigation.NavigateTo("/datasets");
    }
}
