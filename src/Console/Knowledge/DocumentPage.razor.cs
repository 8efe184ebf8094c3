using Microsoft.AspNetCore.Components;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Knowledge;

/// <summary>What was read in a document, with the words marked that an answer cites, and the chunks beside it.</summary>
public sealed partial class DocumentPage : BoxComponent
{
    private KnowledgeDocumentContent? _content;
    private IReadOnlyList<ShownBlock> _blocks = [];
    private string? _edited;
    private string _text = "";
    private bool _scrollTo;

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

    protected override object? Key => (Name, Document, Chunk, Quote);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _content = await Box.Knowledge.DocumentAsync(Name, Document, cancellation);
        _blocks = ShownBlock.Of(_content, _content.Chunks.FirstOrDefault(c => c.Id == Chunk), Quote);
        _scrollTo = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_scrollTo || _blocks.FirstOrDefault(b => b.IsCited) is not { } cited) return;
        _scrollTo = false;
        await GoToAsync(cited.Index);
    }

    private Task GoToAsync(int block) => Browser.TellAsync("showElement", $"ob-block-{block}");

    private void Edit(KnowledgeChunk chunk) => (_edited, _text) = (chunk.Id, chunk.Text);

    private async Task SaveAsync()
    {
        if (!await TryAsync(gone => Box.Knowledge.EditChunkAsync(Name, _edited!, new EditChunkRequest(_text), gone))) return;
        _edited = null;
        await ReloadAsync();
    }
}
