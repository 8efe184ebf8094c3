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

    private KnowledgeBaseInfo? _base;
    private IReadOnlyList<KnowledgeDocument> _documents = [];
    private DotNetObjectReference<BasePage>? _self;
    private ElementReference _files;
    private int _shown = 200;
    private string _readers = "";
    private string _tags = "";
    private string _path = "";
    private string? _find;
    private bool _watch;
    private string? _sending;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private Browser Browser { get; set; } = null!;

    private bool MayWrite => Viewer.May("knowledge:write");

    private List<KnowledgeDocument> Found => _find?.Trim() is { Length: > 0 } words ? [.. _documents.Where(d => d.Name.Contains(words, StringComparison.CurrentCultureIgnoreCase))] : [.. _documents];

    protected override object? Key => Name;

    protected override void Dispose(bool disposing)
    {
        _self?.Dispose();
        base.Dispose(disposing);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _base = await Box.Knowledge.GetAsync(Name, cancellation);
        // What failed first: that is what needs somebody.
        _documents = [.. (await Box.Knowledge.DocumentsAsync(Name, cancellation)).Items.OrderBy(d => d.State == "ready").ThenBy(d => d.Name, StringComparer.OrdinalIgnoreCase)];
    }

    [JSInvokable]
    public Task SendingAsync(string name, int number, int count)
    {
        _sending = count > 1 ? $"{name} ({number} of {count})" : name;
        return InvokeAsync(StateHasChanged);
    }

    [JSInvokable]
    public Task SentAsync(string[] names) => InvokeAsync(async () =>
    {
        _sending = null;
        if (names.Length > 0) await TryAsync(gone => Box.Knowledge.AddAsync(Name, new AddDocumentsRequest(Files: names, Readers: Words(_readers), Tags: Words(_tags)), gone));
    });

    [JSInvokable]
    public Task SendingFailedAsync(string detail, string? remedy) => InvokeAsync(() =>
    {
        _sending = null;
        Refusal = new ProblemDetails { Code = "knowledge.sending_failed", Title = "The files could not be sent", Detail = detail, Remedy = remedy };
        StateHasChanged();
    });

    private static string[] Words(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);

    private async Task SendAsync()
    {
        _self ??= DotNetObjectReference.Create(this);
        await Browser.TellAsync("sendFiles", _files, Name, _self);
    }

    private async Task AddFolderAsync()
    {
        var request = new AddDocumentsRequest([_path.Trim()], Readers: Words(_readers), Tags: Words(_tags), Watch: _watch);
        if (await TryAsync(gone => Box.Knowledge.AddAsync(Name, request, gone))) (_path, _watch) = ("", false);
    }

    private async Task RemoveAsync(KnowledgeDocument document)
    {
        if (await AskDialog.ShowAsync(Dialogs, $"Take {document.Name} out?", "It is no longer found in this base. Its file stays where it is, unless it was sent to the base.", "Take out", gone => Box.Knowledge.DeleteDocumentAsync(Name, document.Id, gone))) await ReloadAsync();
    }

    private async Task DeleteAsync()
    {
        var text = $"{_base!.Documents} documents are removed from this base with all that was read in them. Their files stay, but for those that were sent to the base.";
        if (await AskDialog.ShowAsync(Dialogs, $"Delete {Name}?", text, "Delete", gone => Box.Knowledge.DeleteAsync(_base.Id, gone))) Navigation.NavigateTo("/knowledge");
    }
}
