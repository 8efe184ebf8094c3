using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Console.Connection;
using Onebox.Console.Search;
using Onebox.Console.Tasks;

namespace Onebox.Console.Frame;

/// <summary>The frame around every page: bar, navigation, tasks, search and keys.</summary>
public sealed partial class MainLayout : IDisposable
{
    private static readonly TimeSpan BoxEvery = TimeSpan.FromSeconds(5);
    private static readonly ProblemDetails Broken = new()
    {
        Code = "console.page_failed",
        Detail = "This page failed. The rest of the console works on.",
        Remedy = "Try again; if it fails again, the box's log tells why.",
    };

    private readonly CancellationTokenSource _gone = new();
    private bool _navigation = true;
    private bool _tasks;
    private ProblemDetails? _problem;
    private ErrorBoundary? _boundary;
    private SearchPalette? _search;
    private KeysDialog? _keys;
    private DotNetObjectReference<MainLayout>? _self;

    [Inject] private OneboxClient Box { get; set; } = null!;

    [Inject] private Browser Browser { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private TaskWatch TaskWatch { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [JSInvokable]
    public async Task ShortcutAsync(string name)
    {
        switch (name)
        {
            case "search":
                await OpenSearchAsync();
                break;
            case "tasks":
                _tasks = !_tasks;
                StateHasChanged();
                break;
            case "keys" when _keys is not null:
                await _keys.ShowAsync();
                break;
        }
    }

    [JSInvokable]
    public void DarkChangedAsync(bool dark)
    {
        Viewer.Dark = dark;
        StateHasChanged();
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        TaskWatch.OpenAsked -= OnTasksAsked;
        _gone.Cancel();
        _gone.Dispose();
        _self?.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnLocationChanged;
        TaskWatch.OpenAsked += OnTasksAsked;
        var browser = await Browser.AskAsync<BrowserState>("viewer");
        (Viewer.Theme, Viewer.Dark) = (browser.Theme, browser.Dark);
        Viewer.LiveIn(browser.Zone);
        _self = DotNetObjectReference.Create(this);
        await Browser.TellAsync("listen", _self);
        await AskWhoAsync();
        _ = WatchBoxAsync(_gone.Token);
    }

    private async Task AskWhoAsync()
    {
        try
        {
            Viewer.Session = await Box.Access.WhoAmIAsync(_gone.Token);
            Viewer.Box = await Box.GetBoxAsync(_gone.Token);
            _problem = null;
            if (Viewer.May("tasks:read")) TaskWatch.Start();
        }
        catch (BoxException refused) when (refused.Problem.Status == 401)
        {
            Navigation.NavigateTo($"/sign-in?returnTo={Uri.EscapeDataString(new Uri(Navigation.Uri).PathAndQuery)}", forceLoad: true);
        }
        catch (BoxException refused)
        {
            _problem = refused.Problem;
        }
    }

    private async Task WatchBoxAsync(CancellationToken gone)
    {
        using var timer = new PeriodicTimer(BoxEvery, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(gone))
            {
                try
                {
                    Viewer.Box = await Box.GetBoxAsync(gone);
                }
                catch (BoxException)
                {
                    // The pages say what is wrong; the bar keeps what it knew.
                }

                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer has left.
        }
    }

    private async Task ThemeAsync(string wish)
    {
        Viewer.Theme = wish;
        Viewer.Dark = await Browser.AskAsync<bool>("setTheme", wish);
    }

    private Task OpenSearchAsync() => _search?.ShowAsync() ?? Task.CompletedTask;

    private Task SkipAsync() => Browser.TellAsync("focusOn", "main");

    private void OnTasksAsked(object? sender, EventArgs nothing) => _ = InvokeAsync(() =>
    {
        _tasks = true;
        StateHasChanged();
    });

    private void OnLocationChanged(object? sender, LocationChangedEventArgs moved)
    {
        _boundary?.Recover();
    }

    private sealed record BrowserState(string Theme, bool Dark, string Zone);
}
