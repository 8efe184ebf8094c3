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

    private readonly List<AskTurn> _turns = [];
    private KnowledgeBaseInfo? _base;
    private IReadOnlyList<string> _routes = [];
    private string _question = "";
    private string? _route;
    private bool _running;

    [Inject] private Browser Browser { get; set; } = null!;

    [Parameter]
    public string Name { get; set; } = "";

    protected override object? Key => Name;

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var info = _base = await Box.Knowledge.GetAsync(Name, cancellation);
        _routes = await RouteNames.ReadAsync(Box, cancellation);
        _route ??= info.Settings.Route ?? (_routes.Contains("onebox-tiny", StringComparer.Ordinal) ? "onebox-tiny" : _routes is [var first, ..] ? first : null);
    }

    private static string Place(string? range, int? page) => range is not null ? $", {range}" : page is null ? "" : $", page {page}";

    private string Address(Citation citation) => KnowledgeTabs.AddressOf(Name, citation.DocumentId, citation.Chunk, citation.Quote);

    private Task KeyAsync(KeyboardEventArgs key) => key is { Key: "Enter", ShiftKey: false } ? AskAsync() : Task.CompletedTask;

    private Task BeginAsync()
    {
        _turns.Clear();
        return Browser.TellAsync("focusIn", "ob-ask-form");
    }

    private async Task AskAsync()
    {
        if (_running || string.IsNullOrWhiteSpace(_question)) return;
        var history = _turns.Where(t => t.Answer is not null).TakeLast(RememberedTurns).SelectMany(t => (ChatMessage[])[new("user", t.Question), new("assistant", t.Text)]).ToList();
        var turn = new AskTurn(_question.Trim());
        _turns.Add(turn);
        (_question, _running) = ("", true);
        StateHasChanged();
        try
        {
            await foreach (var step in Box.Knowledge.AskStreamAsync(Name, new AskKnowledgeRequest(turn.Question, _route, History: history.Count == 0 ? null : history), Gone)) Take(turn, step);
        }
        catch (BoxException refused)
        {
            turn.Problem = refused.Problem;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or HttpRequestException)
        {
            turn.Problem = new ProblemDetails { Code = "console.broken_off", Title = "Broken off", Detail = "The answer broke off.", Remedy = "Ask again." };
        }
        finally
        {
            _running = false;
        }

        StateHasChanged();
        // The field was closed while the answer came.
        await Browser.TellAsync("focusIn", "ob-ask-form");
    }

    private void Take(AskTurn turn, AnswerEvent step)
    {
        if (step.Error is { } error) turn.Problem = new ProblemDetails { Code = error.Code ?? error.Type, Title = "The model failed", Detail = error.Message };
        turn.Text += step.Delta;
        if (step.Answer is { } answer) (turn.Answer, turn.Text) = (answer, answer.Answer);
        StateHasChanged();
    }
}
