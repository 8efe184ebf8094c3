using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Knowledge;

/// <summary>A document: its pages as they look, or what was read in it, with what an answer cites marked, and the chunks beside it.</summary>
public sealed partial class DocumentPage : BoxComponent
{
    private const string AsPages = "pages";
    private const string AsText = "text";

    private static readonly (string Value, string Name)[] Views = [(AsPages, "Pages"), (AsText, "Text")];

    private readonly ShownPart _part = new();
    private KnowledgeDocumentContent? _content;
    private IReadOnlyList<ShownBlock> _blocks = [];
    private IReadOnlyList<ShownPage> _pages = [];
    private DotNetObjectReference<DocumentPage>? _self;
    private string _view = AsPages;
    private string? _notDrawn;
    private string? _opened;
    private string? _edited;
    private string _text = "";
    private bool _scrollTo;
    private int _marks;
    private (string? Chunk, string? Quote)? _marked;

    [Parameter]
    public string Name { get; set; } = "";

    [Parameter]
    public string Document { get; set; } = "";

    /// <summary>The chunk that is cited.</summary>
    [SupplyParameterFromQuery]
    public string? Chunk { get; set; }

    /// <summary>The words that are cited.</summary>
    [SupplyParameterFromQuery]
    public string? Quote { get; set; }

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private Browser Browser { get; set; } = null!;

    private bool MayWrite => Viewer.May("knowledge:write");

    private bool ShowsPages => _view == AsPages && _pages.Count > 0;

    /// <summary>Of what is shown: a long document has thousands.</summary>
    private IEnumerable<KnowledgeChunk> Chunks => _content!.Chunks.Where(c => c.Id == Chunk || (c.LastBlock >= _part.From && c.FirstBlock < _part.To));

    private string FileAddress => $"/api/knowledge/{Uri.EscapeDataString(Name)}/documents/{Uri.EscapeDataString(_content!.Document.Id)}/file";

    protected override object? Key => (Name, Document);

    protected override void Dispose(bool disposing)
    {
        if (_opened is not null) _ = Browser.TellAsync("leavePages");
        _self?.Dispose();
        base.Dispose(disposing);
    }

    [JSInvokable]
    public Task PagesOpenedAsync() => InvokeAsync(() => ShowCitedAsync());

    /// <summary>What was read is still there.</summary>
    [JSInvokable]
    public Task PagesFailedAsync(string reason) => InvokeAsync(() =>
    {
        (_notDrawn, _view, _opened, _scrollTo) = (reason, AsText, null, true);
        StateHasChanged();
    });

    protected override async Task OnParametersSetAsync()
    {
        await base.OnParametersSetAsync();
        if (_marked != (Chunk, Quote)) Mark();
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _content = await Box.Knowledge.DocumentAsync(Name, Document, cancellation);
        Mark();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_content is null) return;
        if (ShowsPages && _opened != FileAddress)
        {
            // They show what is cited when they are there.
            (_opened, _scrollTo) = (FileAddress, false);
            _self ??= DotNetObjectReference.Create(this);
            await Browser.TellAsync("showPages", "ob-pages", FileAddress, ShownPage.IsPdf(_content.Document), _self);
        }

        if (!_scrollTo) return;
        _scrollTo = false;
        await ShowCitedAsync();
    }

    /// <summary>Null in sheets, but for their tables: a heading names the sheet.</summary>
    private string? Where(ShownBlock block) => block.Place ?? (DocumentKind.PageOf(_content!.Document.MimeType) is var page && page != DocumentKind.Sheet ? $"{page} {block.Page}" : null);

    /// <summary>Another chunk or quote may be asked for of the same document.</summary>
    private void Mark()
    {
        if (_content is not { } content) return;
        _blocks = ShownBlock.Of(content, content.Chunks.FirstOrDefault(c => c.Id == Chunk), Quote);
        _pages = ShownPage.Of(content, _blocks);
        _part.Show(_blocks);
        _scrollTo |= _marked != (Chunk, Quote);
        _marked = (Chunk, Quote);
        _marks++;
    }

    private async Task ShowCitedAsync()
    {
        if (ShowsPages) await Browser.TellAsync("showCited", "ob-pages", _marks, Quote);
        else if (_blocks.FirstOrDefault(b => b.IsCited) is { } cited) await Browser.TellAsync("showElement", $"[data-cited='{_marks}'] #ob-block-{cited.Index}");
        if (Chunk is not null) await Browser.TellAsync("showWithin", $"#ob-chunk-{Chunk}");
    }

    private async Task ViewAsync(string view)
    {
        if (view == _view) return;
        if (view == AsText) await Browser.TellAsync("leavePages");
        (_view, _opened, _scrollTo) = (view, null, true);
    }

    private void Edit(KnowledgeChunk chunk) => (_edited, _text) = (chunk.Id, chunk.Text);

    private async Task SaveAsync()
    {
        if (!await TryAsync(gone => Box.Knowledge.EditChunkAsync(Name, _edited!, new EditChunkRequest(_text), gone))) return;
        _edited = null;
        await ReloadAsync();
    }
}
