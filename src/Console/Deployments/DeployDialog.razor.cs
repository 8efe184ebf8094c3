using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Deployments;
using Onebox.Api.Models;
using Onebox.Console.Connection;
using Onebox.Console.Tasks;

namespace Onebox.Console.Deployments;

/// <summary>Deploys a model, or gives a deployment other settings.</summary>
public sealed partial class DeployDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };
    private static readonly string[] Types = ["f16", "q8_0", "q4_0", "bf16", "f32"];

    private IReadOnlyList<string> _models = [];
    private string? _model;
    private string? _name;
    private string? _type;
    private string? _draft;
    private int? _context;
    private int? _parallel;
    private int? _threads;
    private int? _gpuLayers;
    private int? _batch;
    private int? _queue;
    private int? _idle;
    private int _replicas = 1;
    private bool _shift;
    private FitReport? _fit;
    private (string?, int?, int?, string?) _fitOf;

    [Parameter]
    public string? Model { get; set; }

    /// <summary>The deployment to change; null for a new one.</summary>
    [Parameter]
    public DeploymentInfo? Change { get; set; }

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(1);

    public static Task ShowAsync(IDialogService dialogs, string? model = null, DeploymentInfo? change = null) => dialogs.ShowAsync<DeployDialog>(
        change is null ? "Deploy a model" : $"Change {change.Name}",
        new DialogParameters<DeployDialog> { { d => d.Model, model }, { d => d.Change, change } },
        Shape);

    protected override void OnInitialized()
    {
        _model = Model;
        if (Change is null) return;
        var now = Change.Settings;
        (_model, _name, _context, _parallel, _type, _draft) = (Change.ModelName, Change.Name, now.ContextTokens, now.Parallel, now.KeyValueType, now.DraftModel);
        (_threads, _gpuLayers, _batch, _queue, _idle, _replicas, _shift) = (now.Threads, now.GpuLayers, now.BatchTokens, now.QueueLimit, now.IdleUnloadSeconds, now.Replicas, now.ContextShift);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        if (_models.Count == 0)
        {
            _models = [.. (await Box.Models.ListAsync(cancellation)).Items.Where(m => m.State == "ready").Select(m => m.Name).Order(StringComparer.CurrentCulture)];
            if (_models.Count == 1) _model ??= _models[0];
        }

        // What a changed deployment holds now is not free, so the verdict would mislead.
        var wished = (_model, _context, _parallel, _type);
        if (_model is null || Change is not null || _fitOf == wished) return;
        _fitOf = wished;
        _fit = await Box.Models.FitAsync(new FitRequest(_model, ContextTokens: _context, Parallel: _parallel ?? 1, KeyValueType: _type), cancellation);
    }

    private async Task DeployAsync()
    {
        var settings = (Change?.Settings ?? new DeploymentSettings()) with
        {
            Replicas = _replicas,
            ContextTokens = _context,
            Parallel = _parallel,
            Threads = _threads,
            KeyValueType = _type,
            BatchTokens = _batch,
            QueueLimit = _queue,
            IdleUnloadSeconds = _idle,
            DraftModel = _draft,
            ContextShift = _shift,
            GpuLayers = _gpuLayers,
        };
        var request = new DeployRequest(_model!, string.IsNullOrWhiteSpace(_name) ? null : _name.Trim(), settings);
        if (!await TryAsync(gone => Change is null ? Box.Deployments.DeployAsync(request, gone) : Box.Deployments.ReplaceAsync(Change.Name, request, gone))) return;
        Dialog.Close();
        Watch.AskToOpen();
    }
}
