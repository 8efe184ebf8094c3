using Microsoft.AspNetCore.Components;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;

namespace Onebox.Console.Evaluations;

/// <summary>Two models on the same items, side by side: what got better and what got worse.</summary>
public sealed partial class ComparisonPage : BoxComponent
{
    private const int PageSize = 25;

    private static readonly (string Show, string Name)[] Choices = [("changed", "Changed"), ("better", "Better"), ("worse", "Worse"), ("all", "All")];

    private ComparisonInfo? _info;
    private string _show = "changed";

    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "task")]
    private string? Task { get; set; }

    [SupplyParameterFromQuery(Name = "candidate")]
    private string? Candidate { get; set; }

    protected override object? Key => (Id, Task, Candidate);

    protected override async Task LoadAsync(CancellationToken cancellation) => _info = await AskAsync(0, cancellation);

    private static string Said(string answer) => answer.Length > 0 ? answer : "nothing";

    private Task<ComparisonInfo> AskAsync(int after, CancellationToken cancellation) => Box.Evaluations.CompareAsync(Id, Task, null, Candidate, _show, after, PageSize, cancellation);

    private Task ShowAsync(string show)
    {
        _show = show;
        return ReloadAsync();
    }

    private Task<bool> MoreAsync() => TryAsync(async gone =>
    {
        var more = await AskAsync(_info!.Items.Count, gone);
        _info = more with { Items = [.. _info.Items, .. more.Items] };
    });
}
