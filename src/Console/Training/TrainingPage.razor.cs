using Microsoft.AspNetCore.Components;
using Onebox.Api.Training;
using Onebox.Console.Connection;
using Onebox.Console.Frame;

namespace Onebox.Console.Training;

/// <summary>All training runs, the newest first.</summary>
public sealed partial class TrainingPage : BoxComponent
{
    private IReadOnlyList<TrainingRunInfo> _runs = [];

    [Inject] private Viewer Viewer { get; set; } = null!;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(3);

    protected override async Task LoadAsync(CancellationToken cancellation) => _runs = (await Box.Training.ListAsync(cancellation)).Items;
}
