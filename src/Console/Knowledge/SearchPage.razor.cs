using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;

namespace Onebox.Console.Knowledge;

/// <summary>Retrieval alone, with both scores.</summary>
public sealed partial class SearchPage : BoxComponent
{
    private string _query = "";
    private SearchMode _mode = SearchMode.Hybrid;
    private string? _type;
    private string? _folder;
    private string? _tag;
    private string? _owner;
    private KnowledgeHits? _found;

    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>What was searched for, so that it is there again when one comes back from a hit.</summary>
    [SupplyParameterFromQuery]
    public string? Question { get; set; }

    [SupplyParameterFromQuery]
    public string? Mode { get; set; }

    protected override object? Key => Name;

    private KnowledgeFilter? Filter => new KnowledgeFilter(Given(_type), Given(_folder), Given(_owner), Given(_tag)) is var filter && filter != new KnowledgeFilter() ? filter : null;

    private static string? Given(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;

    private static string Share(double? value) => value is { } share ? share.ToString("0.00", CultureInfo.CurrentCulture) : "–";

    /// <summary>The words nearest in meaning; null where none are.</summary>
    private static string? Told(KnowledgeHit hit) =>
        hit is { HighlightStart: { } start, HighlightLength: { } length } && start + length <= hit.Text.Length && hit.Text.Substring(start, length).Trim() is { Length: > 0 } told ? told : null;

    private Task KeyAsync(KeyboardEventArgs key) => key.Key == "Enter" ? SearchAsync() : Task.CompletedTask;

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        if (Question is not { Length: > 0 } asked) return;
        (_query, _mode) = (asked, Enum.TryParse<SearchMode>(Mode, ignoreCase: true, out var mode) ? mode : SearchMode.Hybrid);
        await FindAsync(cancellation);
    }

    private async Task SearchAsync()
    {
        if (string.IsNullOrWhiteSpace(_query)) return;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { ["question"] = _query.Trim(), ["mode"] = _mode == SearchMode.Hybrid ? null : _mode.ToString().ToLowerInvariant() }), replace: true);
        await TryAsync(FindAsync);
    }

    private async Task FindAsync(CancellationToken cancellation) => _found = await Box.Knowledge.SearchAsync(Name, new SearchKnowledgeRequest(_query.Trim(), 20, _mode, Filter), cancellation);
}
