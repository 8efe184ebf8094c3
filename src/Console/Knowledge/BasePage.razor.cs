using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Onebox.Api;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Knowledge;

/// <summary>One base: its documents, what is being read, what failed and why.</summary>
public sealed partial class BasePage : BoxComponent
{
    /// <summary>Fewer are found by looking.</summary>
    private const int FilterFrom = 12;
    private const string All = "all";
    private static readonly (string Value, string Name)[] States = [(All, "all"), ("failed", "could not be read"), ("ready", "ready")];
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(20);

    private KnowledgeBaseInfo? _base;
    private IReadOnlyList<KnowledgeDocument> _documents = [];
    private DotNetObjectReference<BasePage>? _self;
    private ElementReference _files;
    private ElementReference _folder;
    private int _shown = 200;
    private string _readers = "";
    private string _tags = "";
    private string _path = "";
    private string? _find;
    private bool _watch;
    private Sending? _sending;
    private string? _takes;
    private DateTimeOffset _listed;
    private string _only = All;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private Browser Browser { get; set; } = null!;

    private bool MayWrite => Viewer.May("knowledge:write");

    private List<KnowledgeDocument> Found => [.. _documents.Where(d => (_only == All || d.State == _only) && (_find?.Trim() is not { Length: > 0 } words || d.Name.Contains(words, StringComparison.CurrentCultureIgnoreCase)))];

    private DotNetObjectReference<BasePage> Self => _self ??= DotNetObjectReference.Create(this);

    protected override object? Key => Name;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(2);

    protected override void Dispose(bool disposing)
    {
        _self?.Dispose();
        base.Dispose(disposing);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var (before, now) = (_base, Clock.GetUtcNow());
        _base = await Box.Knowledge.GetAsync(Name, cancellation);
        // Files come in while one looks. A long list is not asked for at every glance.
        if (before is not null && before.Id == _base.Id && Counts(before) == Counts(_base) && now - _listed < Steady) return;
        if (before is not null && before.Id == _base.Id && now - _listed < TimeSpan.FromMilliseconds(_documents.Count)) return;
        _listed = now;
        // What failed first: that is what needs somebody.
        _documents = [.. (await Box.Knowledge.DocumentsAsync(Name, cancellation)).Items.OrderBy(d => d.State == "ready").ThenBy(d => d.Name, StringComparer.OrdinalIgnoreCase)];
    }

    private static (int, int, int, int) Counts(KnowledgeBaseInfo of) => (of.Documents, of.Failed, of.Chunks, of.Vectors);

    /// <summary>What was done here is seen at once, and not only when a count changes.</summary>
    private Task AnewAsync()
    {
        _listed = default;
        return ReloadAsync();
    }

    /// <summary>What is noted of the files that are sent, as it stands in the form when they are dropped.</summary>
    [JSInvokable]
    public object LabelsAsync() => new { readers = Words(_readers), tags = Words(_tags) };

    [JSInvokable]
    public Task SendingAsync(string name, int number, int count) => InvokeAsync(() =>
    {
        (_sending, Refusal) = (new Sending(name, number, count), null);
        StateHasChanged();
    });

    [JSInvokable]
    public Task SentAsync(int files, int failed, string[] reasons) => InvokeAsync(() =>
    {
        _sending = null;
        if (failed > 0) Refusal = new ProblemDetails { Code = "knowledge.not_sent", Title = $"{Amounts.Whole(failed)} of {Amounts.Whole(files)} files could not be sent", Detail = string.Join(" ", reasons) + (failed > reasons.Length ? " …" : "") };
        StateHasChanged();
    });

    [JSInvokable]
    public Task SendingFailedAsync(string detail, string? remedy) => InvokeAsync(() =>
    {
        _sending = null;
        Refusal = new ProblemDetails { Code = "knowledge.sending_failed", Title = "The files could not be sent", Detail = detail, Remedy = remedy };
        StateHasChanged();
    });

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_base is null || !MayWrite || _takes == Name) return;
        _takes = Name;
        await Browser.TellAsync("takeFiles", "ob-drop", Name, Self);
    }

    /// <returns>Null for none: what is there keeps its own.</returns>
    private static string[]? Words(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : null;

    private Task SendAsync(ElementReference files) => Browser.TellAsync("sendFiles", files, Name, Self);

    private Task StopAsync() => Browser.TellAsync("stopSending");

    private async Task AddFolderAsync()
    {
        var request = new AddDocumentsRequest([_path.Trim()], Readers: Words(_readers), Tags: Words(_tags), Watch: _watch);
        if (await TryAsync(gone => Box.Knowledge.AddAsync(Name, request, gone))) (_path, _watch) = ("", false);
    }

    private async Task RemoveAsync(KnowledgeDocument document)
    {
        if (await AskDialog.ShowAsync(Dialogs, $"Take {document.Name} out?", "It is no longer found in this base. Its file stays where it is, unless it was sent to the base.", "Take out", gone => Box.Knowledge.DeleteDocumentAsync(Name, document.Id, gone))) await AnewAsync();
    }

    private async Task DeleteAsync()
    {
        var text = $"{_base!.Documents} documents are removed from this base with all that was read in them. Their files stay, but for those that were sent to the base.";
        if (await AskDialog.ShowAsync(Dialogs, $"Delete {Name}?", text, "Delete", gone => Box.Knowledge.DeleteAsync(_base.Id, gone))) Navigation.NavigateTo("/knowledge");
    }

    /// <summary>How far the browser has come.</summary>
    private sealed record Sending(string Name, int Number, int Count);
}
