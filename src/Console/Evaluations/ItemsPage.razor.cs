using Microsoft.AspNetCore.Components;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Console.Connection;

namespace Onebox.Console.Evaluations;

/// <summary>Every item of a task as one model answered it, with what the judge made of it.</summary>
public sealed partial class ItemsPage : BoxComponent
{
    private const int PageSize = 25;

    private static readonly (string Show, string Name)[] Choices = [("all", "All"), ("right", "Right"), ("wrong", "Wrong")];

    private List<EvaluatedItem>? _items;
    private string? _next;
    private string _show = "all";

    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "task")]
    private string? TaskName { get; set; }

    [SupplyParameterFromQuery(Name = "model")]
    private string? Model { get; set; }

    protected override object? Key => (Id, TaskName, Model);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var page = await AskAsync(0, cancellation);
        (_items, _next) = ([.. page.Items], page.Next);
    }

    private Task<Page<EvaluatedItem>> AskAsync(int after, CancellationToken cancellation) => Box.Evaluations.ItemsAsync(Id, TaskName, Model, _show, after, PageSize, cancellation);

    private Task ShowAsync(string show)
    {
        _show = show;
        return ReloadAsync();
    }

    private Task<bool> MoreAsync() => TryAsync(async gone =>
    {
        var more = await AskAsync(_items!.Count, gone);
        _items.AddRange(more.Items);
        _next = more.Next;
    });
}
