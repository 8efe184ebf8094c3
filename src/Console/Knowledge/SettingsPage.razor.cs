using Microsoft.AspNetCore.Components;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Deployments;
using Onebox.Console.Frame;

namespace Onebox.Console.Knowledge;

/// <summary>What can be changed of a base, each setting explained, with the command that does the same.</summary>
public sealed partial class SettingsPage : BoxComponent
{
    private KnowledgeBaseInfo? _base;
    private IReadOnlyList<string> _routes = [];
    private SettingsDraft? _draft;
    private string? _saved;

    [Parameter]
    public string Name { get; set; } = "";

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override object? Key => Name;

    private bool MayWrite => Viewer.May("knowledge:write");

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        var isSaved = _draft is { IsChanged: true };
        _base = await Box.Knowledge.GetAsync(Name, cancellation);
        _routes = Viewer.May("deployments:read") ? await RouteNames.ReadAsync(Box, cancellation) : [];
        // What somebody is changing is not taken from under their hands, nor what they began to change while this was read.
        if (isSaved || _draft is not { IsChanged: true }) _draft = new SettingsDraft(_base);
    }

    private Task EndedAsync() => _draft is { IsChanged: true } ? Task.CompletedTask : ReloadAsync();

    private async Task SaveAsync()
    {
        var (update, reembed) = (_draft!.Update, _draft.Reembed);
        if (update is not null && !await TryAsync(gone => Box.Knowledge.UpdateAsync(Name, update, gone))) return;
        // An embedding that does not answer is refused at once; what was saved before stays saved.
        if (reembed is not null && !await TryAsync(gone => Box.Knowledge.ChangeEmbeddingAsync(Name, reembed, gone))) return;
        await ReloadAsync();
        if (Problem is null) _saved = Name;
    }
}
