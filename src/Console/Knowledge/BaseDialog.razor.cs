using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;
using Onebox.Console.Frame;

namespace Onebox.Console.Knowledge;

/// <summary>Names a new knowledge base.</summary>
public sealed partial class BaseDialog : BoxComponent
{
    private static readonly DialogOptions Shape = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    private string _name = "";
    private string _description = "";
    private string _chunking = ChunkPolicy.Default;
    private int _tokens = ChunkPolicy.DefaultTokens;
    private string? _embedding = SettingsDraft.OwnEmbedding;
    private string _route = "";
    private string _rerank = "";
    private IReadOnlyList<string> _routes = [];

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    /// <returns>The new base's name; null when none was made.</returns>
    public static async Task<string?> ShowAsync(IDialogService dialogs)
    {
        var shown = await dialogs.ShowAsync<BaseDialog>("New knowledge base", Shape);
        return await shown.Result is { Canceled: false, Data: string name } ? name : null;
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        if (Viewer.May("deployments:read")) _routes = await RouteNames.ReadAsync(Box, cancellation);
    }

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;

    private async Task CreateAsync()
    {
        var settings = new KnowledgeSettings(
            _embedding == SettingsDraft.OwnEmbedding ? null : _embedding, Chunking: _chunking, ChunkTokens: _tokens == ChunkPolicy.DefaultTokens ? null : _tokens, Rerank: Given(_rerank), Route: Given(_route));
        var request = new CreateKnowledgeBaseRequest(_name.Trim(), Given(_description), settings);
        if (await TryAsync(gone => Box.Knowledge.CreateAsync(request, gone))) Dialog.Close(DialogResult.Ok(request.Name));
    }
}
