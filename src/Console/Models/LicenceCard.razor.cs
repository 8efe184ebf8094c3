using Microsoft.AspNetCore.Components;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Models;

/// <summary>A model's licence, and who answers for its use. A model that was trained here stands under its base's.</summary>
public sealed partial class LicenceCard : BoxComponent
{
    private LicenceInfo? _licence;
    private string? _note;

    /// <summary>The model's name.</summary>
    [Parameter, EditorRequired]
    public string Model { get; set; } = "";

    /// <summary>What its files tell, shown where nobody has to accept anything.</summary>
    [Parameter]
    public string? Told { get; set; }

    /// <summary>Only where somebody has to accept it.</summary>
    [Parameter]
    public bool OnlyOpen { get; set; }

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Model;

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var licence = (await Box.Evaluations.LicencesAsync(cancellation)).Items.FirstOrDefault(l => l.Model == Model);
        _licence = OnlyOpen && licence is not { State: "open" } ? null : licence;
    }

    // What was just accepted stays in sight, with who it was.
    private Task<bool> AcceptAsync() => TryAsync(async gone => _licence = await Box.Evaluations.AcceptLicenceAsync(new AcceptLicenceRequest(Model, _note?.Trim() is { Length: > 0 } note ? note : null), gone));
}
