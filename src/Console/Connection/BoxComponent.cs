using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Onebox.Api;
using Onebox.Api.Client;

namespace Onebox.Console.Connection;

/// <summary>
/// A page, or a part of one, that shows what the box says. It loads, refreshes while it is seen, and shows a refusal with its remedy
/// instead of dying of it.
/// </summary>
public abstract class BoxComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private object? _loadedKey;
    private bool _began;

    [Inject] protected OneboxClient Box { get; set; } = null!;

    [Inject] protected NavigationManager Navigation { get; set; } = null!;

    [Inject] protected TimeProvider Clock { get; set; } = null!;

    /// <summary>Cancelled when the component is no longer shown.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Why it could not be loaded.</summary>
    protected ProblemDetails? Problem { get; private set; }

    /// <summary>Why the last command was refused.</summary>
    protected ProblemDetails? Refusal { get; set; }

    protected bool Loaded { get; private set; }

    /// <summary>True while a command is under way.</summary>
    protected bool Busy { get; private set; }

    /// <summary>How often to load again; null: once.</summary>
    protected virtual TimeSpan? RefreshEvery => null;

    /// <summary>What is shown; when it changes, it is loaded anew.</summary>
    protected virtual object? Key => null;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _gone.Cancel();
        _gone.Dispose();
    }

    protected virtual Task LoadAsync(CancellationToken cancellation) => Task.CompletedTask;

    protected override async Task OnParametersSetAsync()
    {
        if (_began && Equals(_loadedKey, Key)) return;
        var first = !_began;
        (_began, _loadedKey, Loaded, Problem, Refusal) = (true, Key, false, null, null);
        await ReloadAsync();
        if (first && RefreshEvery is { } every && !_gone.IsCancellationRequested) _ = RefreshAsync(every, Gone);
    }

    protected async Task ReloadAsync()
    {
        if (_gone.IsCancellationRequested) return;
        var problem = await CatchAsync(LoadAsync);
        if (_gone.IsCancellationRequested) return;
        Problem = problem;
        Loaded |= problem is null;
        StateHasChanged();
    }

    /// <summary>Does something that a person asked for.</summary>
    /// <returns>False when it was refused; <see cref="Refusal"/> says why.</returns>
    protected async Task<bool> TryAsync(Func<CancellationToken, Task> command)
    {
        (Busy, Refusal) = (true, null);
        StateHasChanged();
        var refusal = await CatchAsync(command);
        (Busy, Refusal) = (false, refusal);
        if (!_gone.IsCancellationRequested) StateHasChanged();
        return refusal is null;
    }

    private async Task<ProblemDetails?> CatchAsync(Func<CancellationToken, Task> ask)
    {
        try
        {
            await ask(_gone.IsCancellationRequested ? new CancellationToken(true) : Gone);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (BoxException refused)
        {
            if (refused.Problem.Status == 401 || refused.Problem.Code is "access.unauthenticated" or "access.credential_refused") SignInAgain();
            return refused.Problem;
        }
        catch (Exception error) when (error is JsonException or IOException or HttpRequestException)
        {
            return new ProblemDetails { Code = "console.unexpected_answer", Title = "Unexpected answer", Detail = $"The box's answer could not be read: {error.Message}", Remedy = "Try again; the box's log tells more." };
        }
    }

    private void SignInAgain() =>
        Navigation.NavigateTo($"/sign-in?returnTo={Uri.EscapeDataString(new Uri(Navigation.Uri).PathAndQuery)}", forceLoad: true);

    private async Task RefreshAsync(TimeSpan every, CancellationToken gone)
    {
        using var timer = new PeriodicTimer(every, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(gone)) await InvokeAsync(ReloadAsync);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // No longer shown.
        }
    }
}
