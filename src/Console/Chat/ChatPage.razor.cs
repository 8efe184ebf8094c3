using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Chat;

/// <summary>Talks to a model.</summary>
public sealed partial class ChatPage : BoxComponent
{
    private IReadOnlyList<string> _routes = [];
    private Conversation? _now;
    private CancellationTokenSource? _stop;
    private DotNetObjectReference<ChatPage>? _self;
    private bool _running;
    private bool _wired;
    private bool _list;
    private bool _settings;

    [Parameter]
    public string? Route { get; set; }

    [Inject] private Browser Browser { get; set; } = null!;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private Conversations Conversations { get; set; } = null!;

    protected override object? Key => Route ?? "";

    private string? FirstRoute => _routes is [var first, ..] ? first : null;

    [JSInvokable]
    public Task SendFromKeyAsync(string text) => AskAsync(text);

    protected override void Dispose(bool disposing)
    {
        // An answer that nobody reads need not be computed.
        _stop?.Cancel();
        _stop?.Dispose();
        _self?.Dispose();
        base.Dispose(disposing);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _routes = await RouteNames.ReadAsync(Box, cancellation);
        if (Conversations.Heads.Count == 0) await Conversations.OpenAsync();
        var usual = Route is not null && _routes.Contains(Route, StringComparer.Ordinal) ? Route : null;
        // The last conversation goes on, unless the address asks for another route than it has.
        if (_now is null && Conversations.Heads is [var newest, ..]) _now = await Conversations.ReadAsync(newest.Id);
        if (usual is not null && _now is { Turns.Count: > 0 } && _now.Route != usual) _now = null;
        _now ??= Conversations.New(usual ?? FirstRoute);
        if (usual is not null) _now.Route = usual;
        if (_now.Route is null || !_routes.Contains(_now.Route, StringComparer.Ordinal)) _now.Route = FirstRoute;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_wired || !Loaded || _routes.Count == 0) return;
        _wired = true;
        _self = DotNetObjectReference.Create(this);
        await Browser.TellAsync("sendOnEnter", "ob-ask", _self);
        await Browser.TellAsync("follow", "ob-turns", true);
        await Browser.TellAsync("focusOn", "ob-ask");
    }

    private void ChooseRoute(string? route)
    {
        if (_now is not null) _now.Route = route;
    }

    private async Task BeginAsync()
    {
        await StopAsync();
        var before = _now;
        _now = Conversations.New(before?.Route);
        (_now.System, _now.Temperature, _now.TopP, _now.MaxTokens, _now.Seed) = (before?.System ?? "", before?.Temperature, before?.TopP, before?.MaxTokens, before?.Seed);
        _list = false;
        await Browser.TellAsync("focusOn", "ob-ask");
    }

    private async Task OpenAsync(string id)
    {
        await StopAsync();
        if (await Conversations.ReadAsync(id) is not { } found) return;
        _now = found;
        if (_now.Route is null || !_routes.Contains(_now.Route, StringComparer.Ordinal)) _now.Route = FirstRoute;
        _list = false;
        StateHasChanged();
        await Browser.TellAsync("follow", "ob-turns", true);
    }

    private async Task ForgetAsync(ConversationHead head)
    {
        if (!await AskDialog.ShowAsync(Dialogs, "Delete this conversation?", $"“{head.Title}” is kept in this browser only and cannot be brought back.", "Delete", _ => Conversations.ForgetAsync(head.Id))) return;
        if (_now?.Id == head.Id) await BeginAsync();
    }

    /// <summary>The question goes back to where it was typed, and what came after it is forgotten once it is asked again.</summary>
    private async Task EditAsync(Turn question)
    {
        if (_running || _now is not { } now || !now.Turns.Contains(question)) return;
        var at = now.Turns.IndexOf(question);
        now.Turns.RemoveRange(at, now.Turns.Count - at);
        await Browser.TellAsync("setValue", "ob-ask", question.Text);
        await Browser.TellAsync("focusOn", "ob-ask");
    }

    private async Task SendAsync() => await AskAsync(await Browser.AskAsync<string>("getValue", "ob-ask"));

    private async Task AskAsync(string text)
    {
        if (_running || _now?.Route is null || string.IsNullOrWhiteSpace(text)) return;
        await Browser.TellAsync("setValue", "ob-ask", "");
        _now.Turns.Add(new Turn { Role = Turn.User, Text = text.Trim() });
        await AnswerAsync(_now);
    }

    private async Task AgainAsync()
    {
        if (_running || _now is not { Turns.Count: > 1 } now) return;
        now.Turns.RemoveAt(now.Turns.Count - 1);
        await AnswerAsync(now);
    }

    private async Task AnswerAsync(Conversation conversation)
    {
        var answer = new Turn { Role = Turn.Assistant };
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        var stop = _stop.Token;
        conversation.Turns.Add(answer);
        _running = true;
        StateHasChanged();
        await Browser.TellAsync("follow", "ob-turns", true);
        // The answer itself is not part of what is asked.
        var asked = conversation.Turns[..^1];
        var question = new Conversation { Id = conversation.Id, Route = conversation.Route, System = conversation.System, Temperature = conversation.Temperature, TopP = conversation.TopP, MaxTokens = conversation.MaxTokens, Seed = conversation.Seed, Turns = asked };
        await new Answering(Box, Clock).RunAsync(question, answer, PaintAsync, stop);
        _running = false;
        if (Gone.IsCancellationRequested) return;
        await Conversations.KeepAsync(conversation);
        StateHasChanged();
        // Its figures have come below it.
        await Browser.TellAsync("follow", "ob-turns", false);
    }

    private async Task PaintAsync()
    {
        await InvokeAsync(StateHasChanged);
        await Browser.TellAsync("follow", "ob-turns", false);
    }

    private async Task StopAsync()
    {
        if (_stop is not null && _running) await _stop.CancelAsync();
    }
}
