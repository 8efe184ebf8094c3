using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Deployments;
using Onebox.Api.Evaluation;
using Onebox.Api.Models;
using Onebox.Api.Training;
using Onebox.Console.Connection;
using Onebox.Console.Evaluations;
using Onebox.Console.Frame;
using Onebox.Console.Parts;
using Onebox.Console.Tasks;

namespace Onebox.Console.Models;

/// <summary>One model: what it is, whether it fits, who uses it.</summary>
public sealed partial class ModelPage : BoxComponent
{
    private ModelInfo? _model;
    private IReadOnlyList<DeploymentInfo> _users = [];
    private TrainingRunInfo? _run;
    private IReadOnlyList<TaskScores> _measured = [];

    [Parameter]
    public string Name { get; set; } = "";

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    protected override object? Key => Name;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(5);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var model = await Box.Models.GetAsync(Name, cancellation);
        // Before the model itself is shown: nothing below moves then.
        _measured = Measured.Latest((await Box.Evaluations.ListAsync(cancellation: cancellation)).Items, model.Id);
        _model = model;
        if (_run?.ModelId != _model.Id) _run = Viewer.May("training:read") ? (await Box.Training.ListAsync(cancellation)).Items.FirstOrDefault(r => r.ModelId == _model.Id) : null;
        if (Viewer.May("deployments:read"))
            _users = [.. (await Box.Deployments.ListAsync(cancellation)).Items.Where(d => d.ModelId == _model.Id)];
    }

    private static string Short(string hash) => hash.Length > 20 ? $"{hash[..12]}…{hash[^6..]}" : hash;

    private async Task VerifyAsync()
    {
        if (await TryAsync(gone => Box.Models.VerifyAsync(Name, gone))) Watch.AskToOpen();
    }

    private async Task DeleteAsync()
    {
        var users = _users.Count == 0 ? "No deployment uses it." : $"It is used by {string.Join(", ", _users.Select(u => u.Name))}: delete those first.";
        var text = $"{_model!.Name} ({Amounts.Bytes(_model.SizeBytes)}) is removed from this box's disk. {users}\n\nThis cannot be undone; it can be imported again.";
        if (await AskDialog.ShowAsync(Dialogs, $"Delete {_model.Name}?", text, "Delete", gone => Box.Models.DeleteAsync(_model.Id, gone))) Navigation.NavigateTo("/models");
    }
}
