using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Deployments;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;

namespace Onebox.Console.Deployments;

/// <summary>Engines elsewhere that routes may go to.</summary>
public sealed partial class EnginesPage : BoxComponent
{
    private IReadOnlyList<ExternalEngineInfo> _engines = [];

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(5);

    protected override async Task LoadAsync(CancellationToken cancellation) => _engines = (await Box.Deployments.EnginesAsync(cancellation)).Items;

    private async Task AddAsync()
    {
        if (await EngineDialog.ShowAsync(Dialogs)) await ReloadAsync();
    }

    private async Task DeleteAsync(string name)
    {
        if (await AskDialog.ShowAsync(Dialogs, $"Remove {name}?", "Routes that go to it lose this target. The engine itself is not touched.", "Remove", gone => Box.Deployments.DeleteEngineAsync(name, gone))) await ReloadAsync();
    }
}
