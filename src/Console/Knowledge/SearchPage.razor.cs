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
    private KnowledgeHits? _found;

    [Parameter]
    public string Name { get; set; } = "";

    private static string Share(double? value) => value is { } share ? share.ToString("0.00", CultureInfo.CurrentCulture) : "–";

    private Task KeyAsync(KeyboardEventArgs key) => key.Key == "Enter" ? SearchAsync() : Task.CompletedTask;

    private async Task SearchAsync()
    {
        if (string.IsNullOrWhiteSpace(_query)) return;
        await TryAsync(async gone => _found = await Box.Knowledge.SearchAsync(Name, new SearchKnowledgeRequest(_query.Trim(), 20, _mode), gone));
    }
}
