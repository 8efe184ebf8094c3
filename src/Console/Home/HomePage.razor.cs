using Microsoft.AspNetCore.Components;
using Onebox.Api.Deployments;
using Onebox.Api.Pool;
using Onebox.Api.Tasks;
using Onebox.Console.Connection;
using Onebox.Console.Frame;
using Onebox.Console.Parts;
using Onebox.Console.Tasks;

namespace Onebox.Console.Home;

/// <summary>What is running, what needs attention, and the next step.</summary>
public sealed partial class HomePage : BoxComponent
{
    private const int EndedShown = 4;

    private List<DeploymentInfo> _deployments = [];
    private IReadOnlyList<TaskInfo> _tasks = [];
    private PoolInfo? _pool;
    private SetUp? _state;

    [Inject] private Viewer Viewer { get; set; } = null!;

    [Inject] private TaskWatch Watch { get; set; } = null!;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(3);

    private string Lead => Viewer.Box is { } box ? $"Onebox {box.Version} · up for {Amounts.Duration((Clock.GetUtcNow() - box.StartedAt).TotalSeconds)} · {string.Join(", ", box.Addresses)}" : "";

    protected override void OnInitialized() => Watch.Changed += OnTask;

    protected override void Dispose(bool disposing)
    {
        Watch.Changed -= OnTask;
        base.Dispose(disposing);
    }

    protected override async Task LoadAsync(CancellationToken cancellation)
    {
        ShowTasks();
        _deployments = [.. (await Box.Deployments.ListAsync(cancellation)).Items.OrderBy(d => d.Name, StringComparer.CurrentCulture)];
        if (Viewer.May("pool:read")) _pool = await Box.Pool.GetAsync(cancellation);
        if (_state is { Done: true }) return;
        var models = (await Box.Models.ListAsync(cancellation)).Items.Where(m => m.State == "ready").ToList();
        var asked = (await Box.Deployments.RequestsAsync(limit: 1, cancellation: cancellation)).Items.Count > 0;
        // Who may not have a key is not asked to make one.
        var keys = !Viewer.May("keys:own") || (await Box.Access.KeysAsync(cancellation: cancellation)).Items.Any(k => !k.Revoked);
        _state = new SetUp(models is [var model, ..] ? model.Name : null, _deployments is [var deployment, ..] ? deployment.Name : null, asked, keys);
    }

    private static double Speed(DeploymentInfo deployment) => deployment.Replicas.Sum(r => r.Engine?.GeneratedTokensPerSecond ?? 0);

    private void OnTask(object? sender, TaskChangedEventArgs changed) => _ = InvokeAsync(() =>
    {
        ShowTasks();
        StateHasChanged();
    });

    // All that are under way; without any, what ended last.
    private void ShowTasks()
    {
        var all = Watch.All;
        _tasks = all.Any(t => !t.HasEnded) ? [.. all.Where(t => !t.HasEnded)] : [.. all.Take(EndedShown)];
    }
}
