using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Models;
using Onebox.Api.Training;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Training;

/// <summary>The wizard: base, dataset, method; every setting explained; need, command and recipe beside it.</summary>
public sealed partial class NewRunPage : BoxComponent
{
    /// <summary>Bases that are tried for one that fits: each is a question to the box.</summary>
    private const int MostTried = 4;

    private static readonly (string Method, string Label, string Explanation)[] Methods =
    [
        ("lora", "LoRA", "trains small matrices beside the model: fast, little memory, right for most"),
        ("qlora", "QLoRA", "the same on a base kept in 8 or 4 bits: least memory"),
        ("full", "Full", "trains every weight: learns most, needs most, forgets most"),
        ("dpo", "DPO", "learns from pairs which answer is preferred"),
    ];

    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _models = [];
    private IReadOnlyList<string> _datasets = [];
    private string? _base;
    private string? _dataset;
    private string? _name;
    private bool _named;
    private HashSet<string> _taken = [];
    private HashSet<string> _pairs = [];
    private string _method = "lora";
    private TrainingPlanInfo? _plan;
    private int _asked;

    /// <summary>The base to begin with, from the model's page.</summary>
    [SupplyParameterFromQuery(Name = "base")]
    private string? AskedBase { get; set; }

    /// <summary>The dataset to begin with, from the dataset's page.</summary>
    [SupplyParameterFromQuery(Name = "dataset")]
    private string? AskedDataset { get; set; }

    [Inject] private Viewer Viewer { get; set; } = null!;

    private StartTrainingRequest Request => new(
        string.IsNullOrWhiteSpace(_name) ? null : _name.Trim(), _base, _dataset is null ? [] : [_dataset], _method, new Dictionary<string, string>(_settings, StringComparer.Ordinal));

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var all = (await Box.Models.ListAsync(cancellation)).Items;
        var trainable = all.Where(m => m.State == "ready" && m.Purpose is null or "chat" or "base").ToList();
        _models = [.. trainable.Select(m => m.Name).Order(StringComparer.CurrentCulture)];
        var datasets = Viewer.May("datasets:read") ? (await Box.Datasets.ListAsync(cancellation)).Items.Where(d => d.State == "ready").ToList() : [];
        _datasets = [.. datasets.Select(d => d.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.CurrentCulture)];
        _base ??= AskedBase;
        // What was imported last is what somebody came for; a question set may be there for evaluation alone.
        _dataset ??= AskedDataset ?? datasets.Where(d => d.Splits.Train > 0).OrderBy(d => d.Shape == "questions").ThenByDescending(d => d.CreatedAt).FirstOrDefault()?.Name;
        _pairs = [.. datasets.Where(d => d.Shape == "preference").Select(d => d.Name)];
        var runs = (await Box.Training.ListAsync(cancellation)).Items;
        _taken = [.. runs.Select(r => r.Name), .. all.Select(m => m.Name)];
        Suggest();
        if (_base is null) await ChooseBaseAsync(trainable, runs, cancellation);
        else _plan = await Box.Training.PlanAsync(Request, cancellation);
    }

    /// <summary>The likeliest base that fits; where none does, the likeliest, so that what is missing can be seen.</summary>
    private async Task ChooseBaseAsync(IReadOnlyList<ModelInfo> trainable, IReadOnlyList<TrainingRunInfo> runs, CancellationToken cancellation)
    {
        var deployments = Viewer.May("deployments:read") ? (await Box.Deployments.ListAsync(cancellation)).Items : [];
        var likely = SuggestedBase.Order(trainable, runs, deployments);
        foreach (var candidate in likely.Take(MostTried))
        {
            _base = candidate;
            _plan = await Box.Training.PlanAsync(Request, cancellation);
            if (_plan.Fit is { Verdict: "fits" }) return;
        }

        _base = likely is [var first, ..] ? first : null;
        _plan = await Box.Training.PlanAsync(Request, cancellation);
    }

    private async Task ChangeAsync(Action change)
    {
        change();
        var asked = ++_asked;
        await TryAsync(async gone =>
        {
            var plan = await Box.Training.PlanAsync(Request, gone);
            // What was asked before may be answered after.
            if (asked == _asked) _plan = plan;
        });
    }

    private Task ChooseDatasetAsync(string? dataset) => ChangeAsync(() =>
    {
        _dataset = dataset;
        Suggest();
    });

    private void Rename(string? name) => (_name, _named) = (name, !string.IsNullOrWhiteSpace(name));

    /// <summary>A name that is free, and the method that the dataset is for, as long as nobody has chosen another.</summary>
    private void Suggest()
    {
        if (_dataset is null) return;
        if (_pairs.Contains(_dataset) != (_method == "dpo")) Method(_pairs.Contains(_dataset) ? "dpo" : "lora");
        if (_named) return;
        _name = Enumerable.Range(1, int.MaxValue).Select(n => $"{_dataset}-{n}").First(n => !_taken.Contains(n));
    }

    /// <summary>What was chosen for one method is not right for another.</summary>
    private void Method(string method)
    {
        _method = method;
        _settings.Clear();
    }

    private Task SetAsync(TrainingField field, string? value) => ChangeAsync(() =>
    {
        if (string.IsNullOrWhiteSpace(value) || value == field.Default) _settings.Remove(field.Key);
        else _settings[field.Key] = value.Trim();
    });

    private async Task StartAsync()
    {
        if (await TryAsync(gone => Box.Training.StartAsync(Request, gone))) Navigation.NavigateTo($"/training/{Uri.EscapeDataString(_name!.Trim())}");
    }

    private static IReadOnlyList<Meter.Part> NeedOf(FitReport fit) =>
    [
        new("weights", fit.WeightsBytes, Amounts.Bytes(fit.WeightsBytes), "one"),
        new("gradients, optimizer, activations", fit.TrainingBytes, Amounts.Bytes(fit.TrainingBytes), "two"),
        new("logits", fit.ComputeBytes, Amounts.Bytes(fit.ComputeBytes), "three"),
        new("runtime", fit.RuntimeBytes, Amounts.Bytes(fit.RuntimeBytes), "five"),
    ];

    private RenderFragment FieldOf(TrainingField field) => builder =>
    {
        builder.OpenComponent<FieldRow>(0);
        builder.SetKey(field.Key);
        builder.AddComponentParameter(1, nameof(FieldRow.Field), field);
        builder.AddComponentParameter(2, nameof(FieldRow.Error), _plan?.Errors.GetValueOrDefault(field.Key) is { Length: > 0 } errors ? errors[0] : null);
        builder.AddComponentParameter(3, nameof(FieldRow.ValueChanged), EventCallback.Factory.Create<string?>(this, value => SetAsync(field, value)));
        builder.AddComponentParameter(4, nameof(FieldRow.Value), _settings.GetValueOrDefault(field.Key) ?? field.Value);
        builder.CloseComponent();
    };
}
