using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Knowledge;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Knowledge;

/// <summary>The knowledge bases of this box.</summary>
public sealed partial class BasesPage : BoxComponent
{
    private IReadOnlyList<KnowledgeBaseInfo> _bases = [];

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    private bool MayWrite => Viewer.May("knowledge:write");

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(10);

    protected override async Task LoadAsync(CancellationToken cancellation) => _bases = (await Box.Knowledge.ListAsync(cancellation)).Items;

    private async Task CreateAsync()
    {
        if (await BaseDialog.ShowAsync(Dialogs) is { } name) Navigation.NavigateTo(KnowledgeTabs.AddressOf(name));
    }
}
