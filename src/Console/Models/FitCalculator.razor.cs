using Microsoft.AspNetCore.Components;
using Onebox.Api.Models;
using Onebox.Console.Connection;
using Onebox.Console.Parts;

namespace Onebox.Console.Models;

/// <summary>Whether the model fits this box as it is now, for a context and a number of sequences that one can turn.</summary>
public sealed partial class FitCalculator : BoxComponent
{
    private const int UsualContext = 4096;
    private static readonly string[] Types = ["f16", "q8_0", "q4_0", "bf16", "f32"];

    private int _context = UsualContext;
    private int _parallel = 1;
    private string _type = "f16";
    private bool _stale;
    private FitReport? _report;

    [Parameter, EditorRequired]
    public string Model { get; set; } = "";

    /// <summary>The model's own context, in tokens.</summary>
    [Parameter]
    public int? Longest { get; set; }

    protected override object? Key => Model;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(5);

    protected override void OnInitialized() => _context = Math.Min(Longest ?? UsualContext, UsualContext);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _report = await Box.Models.FitAsync(new FitRequest(Model, ContextTokens: _context, Parallel: _parallel, KeyValueType: _type), cancellation);
        _stale = false;
    }

    private static IReadOnlyList<Meter.Part> NeedOf(FitReport report) =>
    [
        new("Weights", report.WeightsBytes, Amounts.Bytes(report.WeightsBytes), "one"),
        new("Keys and values", report.KeyValueBytes, Amounts.Bytes(report.KeyValueBytes), "two"),
        new("Compute", report.ComputeBytes, Amounts.Bytes(report.ComputeBytes), "three"),
        new("Runtime", report.RuntimeBytes, Amounts.Bytes(report.RuntimeBytes), "four"),
    ];

    private static IReadOnlyList<Meter.Part> RoomOf(DeviceFit device) => device.NeededBytes <= device.FreeBytes
        ? [new("Needed", device.NeededBytes, Amounts.Bytes(device.NeededBytes), "one"), new("Left", device.FreeBytes - device.NeededBytes, Amounts.Bytes(device.FreeBytes - device.NeededBytes), "free")]
        : [new("Free", device.FreeBytes, Amounts.Bytes(device.FreeBytes), "one"), new("Missing", device.NeededBytes - device.FreeBytes, Amounts.Bytes(device.NeededBytes - device.FreeBytes), "bad")];

    private Task AskAsync(Action turn)
    {
        turn();
        _stale = true;
        return ReloadAsync();
    }
}
