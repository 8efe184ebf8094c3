using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Box;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Search;

/// <summary>One search over everything on the box, and over the console's own pages.</summary>
public sealed partial class SearchPalette : IDisposable
{
    private const string Pages = "page";

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _asking;
    private List<SearchResult> _found = [];
    private ProblemDetails? _problem;
    private string _text = "";
    private int _at;
    private int _moves;
    private bool _finding;
    private bool _goWhenFound;
    private bool _wired;

    [Inject] private OneboxClient Box { get; set; } = null!;

    [Inject] private Browser Browser { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        _asking?.Dispose();
    }

    internal async Task ShowAsync()
    {
        if (!_wired) await Browser.TellAsync("keepArrows", "ob-search-text");
        _wired = true;
        if (_found.Count == 0) _found = PagesLike("");
        StateHasChanged();
        await Browser.TellAsync("showDialog", "ob-search");
    }

    private async Task FindAsync()
    {
        var (text, asking) = (_text.Trim(), Instead());
        (_finding, _moves, _goWhenFound, _problem) = (true, 0, false, null);
        try
        {
            var hits = text.Length == 0 ? [] : (await Box.SearchAsync(text, 30, asking)).Items;
            // A page whose name begins so comes first. The rest by kind, in the order of the best hit of each: the box has sorted by fit.
            var pages = PagesLike(text).ToLookup(p => p.Name.StartsWith(text, StringComparison.CurrentCultureIgnoreCase));
            _found = [.. pages[true], .. hits.GroupBy(h => h.Kind, StringComparer.Ordinal).SelectMany(g => g), .. pages[false]];
            _at = 0;
            Move(_moves);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (BoxException refused)
        {
            _problem = refused.Problem;
        }

        _finding = false;
        if (_goWhenFound && _found.Count > 0) await GoAsync(_at);
    }

    private async Task OnKeyAsync(KeyboardEventArgs pressed)
    {
        switch (pressed.Key)
        {
            // While it looks, what is listed answers an older text: keys hold for what comes.
            case "ArrowDown" or "ArrowUp" when _finding:
                _moves += pressed.Key == "ArrowDown" ? 1 : -1;
                return;
            case "ArrowDown" or "ArrowUp":
                Move(pressed.Key == "ArrowDown" ? 1 : -1);
                break;
            case "Enter" when _finding:
                _goWhenFound = true;
                return;
            case "Enter" when _at < _found.Count:
                await GoAsync(_at);
                return;
            default:
                return;
        }

        StateHasChanged();
        await Browser.TellAsync("scrollIntoSight", $"ob-hit-{_at}");
    }

    /// <summary>Ends the question before and stands for the next. At once: keys that are pressed meanwhile hold for what comes.</summary>
    private CancellationToken Instead()
    {
        _asking?.Cancel();
        _asking?.Dispose();
        _asking = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        return _asking.Token;
    }

    /// <summary>Past the last comes the first.</summary>
    private void Move(int places)
    {
        if (_found.Count > 0) _at = ((_at + places) % _found.Count + _found.Count) % _found.Count;
    }

    private async Task GoAsync(int index)
    {
        _goWhenFound = false;
        var hit = _found[index];
        await Browser.TellAsync("closeDialog", "ob-search");
        Navigation.NavigateTo(hit.Page);
    }

    private List<SearchResult> PagesLike(string text)
    {
        var places = Place.All.Where(p => p.Action is null || Viewer.May(p.Action)).ToList();
        var pages = places.Select(p => new SearchResult(p.Address, Pages, p.Name, p.Summary, p.Address));
        // Without a word the places of the navigation are enough.
        var corners = text.Length == 0 ? [] : places.SelectMany(p => p.Corners).Where(c => Viewer.May(c.Action)).Select(c => new SearchResult(c.Address, Pages, c.Name, c.Summary, c.Address));
        return [.. pages.Concat(corners).Where(p => p.Name.Contains(text, StringComparison.CurrentCultureIgnoreCase))];
    }
}
