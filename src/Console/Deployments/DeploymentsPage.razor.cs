using Microsoft.AspNetCore.Components;
using MudBlazor;
using Onebox.Api.Deployments;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Deployments;

/// <summary>All deployments, as they are now.</summary>
public sealed partial class DeploymentsPage : BoxComponent
{
    private IReadOnlyList<DeploymentInfo> _deployments = [];
    private int _models;

    [Inject] private IDialogService Dialogs { get; set; } = null!;

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(2);

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        _deployments = [.. (await Box.Deployments.ListAsync(cancellation)).Items.OrderBy(d => d.Name, StringComparer.CurrentCulture)];
        if (_deployments.Count == 0) _models = (await Box.Models.ListAsync(cancellation)).Items.Count(m => m.State == "ready");
    }
}
