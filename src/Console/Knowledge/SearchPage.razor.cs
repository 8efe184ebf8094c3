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

    private KnowledgeFilter? Filter => new KnowledgeFilter(Given(_type), Given(_folder), Given(_owner), Given(_tag)) is var filter && filter != new KnowledgeFilter() ? filter : null;

    private static string? Given(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;

    private static string Share(double? value) => value is { } share ? share.ToString("0.00", CultureInfo.CurrentCulture) : "–";

    private Task KeyAsync(KeyboardEventArgs key) => key.Key == "Enter" ? SearchAsync() : Task.CompletedTask;

    private async Task SearchAsync()
    {
        if (string.IsNullOrWhiteSpace(_query)) return;
        await TryAsync(async gone => _found = await Box.Knowledge.SearchAsync(Name, new SearchKnowledgeRequest(_query.Trim(), 20, _mode, Filter), gone));
    }
}
