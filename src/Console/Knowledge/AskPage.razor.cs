using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Api.OpenAI;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;

namespace Onebox.Console.Knowledge;

/// <summary>Questions to a base, with answers that lead to their sources.</summary>
public sealed partial class AskPage : BoxComponent
{
    private const int RememberedTurns = 3;

    private List<AskTurn> _turns = [];
    private KnowledgeBaseInfo? _base;
    private IReadOnlyList<string> _routes = [];
    private IReadOnlyList<string> _bases = [];
    private string _question = "";
    private string? _route;
    private CancellationTokenSource? _running;

    [Inject] private Browser Browser { get; set; } = null!;

    [Inject] private AskedBefore Before { get; set; } = null!;

    [Parameter]
    public string Name { get; set; } = "";

    protected override object? Key => Name;

    protected override void Dispose(bool disposing)
    {
        _running?.Cancel();
        base.Dispose(disposing);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _turns = Before.Of(Name);
        var info = _base = await Box.Knowledge.GetAsync(Name, cancellation);
        _routes = await RouteNames.ReadAsync(Box, cancellation);
        _bases = [.. (await Box.Knowledge.ListAsync(cancellation)).Items.Select(b => b.Name).Order(StringComparer.CurrentCulture)];
        _route ??= info.Settings.Route ?? (_routes.Contains("onebox-tiny", StringComparer.Ordinal) ? "onebox-tiny" : _routes is [var first, ..] ? first : null);
    }

    private Task KeyAsync(KeyboardEventArgs key) => key is { Key: "Enter", ShiftKey: false } ? AskAsync() : Task.CompletedTask;

    private Task BeginAsync()
    {
        _turns.Clear();
        return Browser.TellAsync("focusIn", "ob-ask-form");
    }

    private void Stop() => _running?.Cancel();

    private void GoTo(string name)
    {
        Stop();
        Navigation.NavigateTo($"{KnowledgeTabs.AddressOf(name)}/ask");
    }

    private async Task AskAsync()
    {
        if (_running is not null || string.IsNullOrWhiteSpace(_question)) return;
        var (turns, name) = (_turns, Name);
        var history = turns.Where(t => t.Answer is not null).TakeLast(RememberedTurns).SelectMany(t => (ChatMessage[])[new("user", t.Question), new("assistant", t.Text)]).ToList();
        var turn = new AskTurn(_question.Trim());
        turns.Add(turn);
        _question = "";
        using var running = _running = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        StateHasChanged();
        await Browser.TellAsync("focusIn", "ob-ask-form");
        await Browser.TellAsync("scrollIntoSight", "ob-ask-last");
        try
        {
            await foreach (var step in Box.Knowledge.AskStreamAsync(name, new AskKnowledgeRequest(turn.Question, _route, History: history.Count == 0 ? null : history), running.Token)) Take(turn, step);
        }
        catch (BoxException refused)
        {
            turn.Problem = refused.Problem;
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            turn.Stopped = true;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
        {
            turn.Problem = new ProblemDetails { Code = "console.broken_off", Title = "Broken off", Detail = "The answer broke off.", Remedy = "Ask again." };
        }
        finally
        {
            _running = null;
        }

        StateHasChanged();
        await Browser.TellAsync("scrollIntoSight", "ob-ask-last");
    }

    private void Take(AskTurn turn, AnswerEvent step)
    {
        if (step.Error is { } error) turn.Problem = new ProblemDetails { Code = error.Code ?? error.Type, Title = "The model failed", Detail = error.Message };
        turn.Text += step.Delta;
        if (step.Answer is { } answer) (turn.Answer, turn.Text) = (answer, answer.Answer);
        StateHasChanged();
    }
}
