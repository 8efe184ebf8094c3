using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Deployments;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;
using Onebox.Console.Tasks;

namespace Onebox.Console.Deployments;

/// <summary>One deployment: its replicas, its engine, how to call it, what it was asked.</summary>
public sealed partial class DeploymentPage : BoxComponent
{
    private const int RequestsShown = 25;

    private DeploymentInfo? _deployment;
    private IReadOnlyList<RequestRecord> _requests = [];

    [Parameter]
    public string Name { get; set; } = "";

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    protected override object? Key => Name;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(2);

    private IEnumerable<EngineInfo> Engines => _deployment!.Replicas.Where(r => r.Engine is not null).Select(r => r.Engine!);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _deployment = await Box.Deployments.GetAsync(Name, cancellation);
        _requests = (await Box.Deployments.RequestsAsync(_deployment.Name, RequestsShown, cancellation)).Items;
    }

    private async Task StartAsync()
    {
        if (await TryAsync(gone => Box.Deployments.StartAsync(Name, gone))) Watch.AskToOpen();
    }

    private async Task StopAsync()
    {
        await TryAsync(gone => Box.Deployments.StopAsync(Name, gone));
        await ReloadAsync();
    }

    private async Task RestartAsync()
    {
        var now = _deployment!;
        if (await TryAsync(gone => Box.Deployments.ReplaceAsync(now.Name, new DeployRequest(now.ModelName, now.Name, now.Settings), gone))) Watch.AskToOpen();
    }

    private async Task DeleteAsync()
    {
        var text = "It drains, stops, and is forgotten, and so is the route of its own name: requests to it are refused from then on. The model stays on the box.";
        if (await AskDialog.ShowAsync(Dialogs, $"Delete {Name}?", text, "Delete", gone => Box.Deployments.DeleteAsync(Name, gone))) Navigation.NavigateTo("/deployments");
    }
}
