using System.Globalization;
using Microsoft.AspNetCore.Components;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Knowledge;

/// <summary>How well a base answers its question set, over time.</summary>
public sealed partial class QualityPage : BoxComponent
{
    private IReadOnlyList<KnowledgeEvaluation> _evaluations = [];

    [Parameter]
    public string Name { get; set; } = "";

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Name;

    protected override async Task LoadAsync(CancellationToken cancellation) =>
        _evaluations = Viewer.May("knowledge:write") ? (await Box.Knowledge.EvaluationsAsync(Name, cancellation)).Items : [];

    private static string Share(double? value) => value is { } share ? share.ToString("0.000", CultureInfo.CurrentCulture) : "–";
}
