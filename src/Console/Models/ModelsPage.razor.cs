using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Models;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Tasks;

namespace Onebox.Console.Models;

/// <summary>The models on this box.</summary>
public sealed partial class ModelsPage : BoxComponent
{
    private IReadOnlyList<ModelInfo> _models = [];

    /// <summary>Names of models under a licence that nobody has accepted.</summary>
    private HashSet<string> _open = [];

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    [Inject] private Uploads Uploads { get; set; } = null!;

    private bool MayImport => Viewer.May("models:write");

    protected override void OnInitialized()
    {
        Watch.Changed += OnTask;
        Uploads.Changed += OnUpload;
    }

    protected override void Dispose(bool disposing)
    {
        Watch.Changed -= OnTask;
        Uploads.Changed -= OnUpload;
        base.Dispose(disposing);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _models = [.. (await Box.Models.ListAsync(cancellation)).Items.OrderByDescending(m => m.ImportedAt)];
        _open = (await Box.Evaluations.LicencesAsync(cancellation)).Items.Where(l => l.State == "open").Select(l => l.Model).ToHashSet(StringComparer.Ordinal);
    }

    private void OnTask(object? sender, TaskChangedEventArgs changed)
    {
        if (changed.Task is { HasEnded: true } task && task.Kind.StartsWith("model.", StringComparison.Ordinal)) _ = InvokeAsync(ReloadAsync);
    }

    private void OnUpload(object? sender, EventArgs nothing) => _ = InvokeAsync(StateHasChanged);
}
