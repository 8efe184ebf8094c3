using Onebox.Api.Deployments;
using Onebox.Console.Connection;

namespace Onebox.Console.Deployments;

/// <summary>The newest requests of all routes.</summary>
public sealed partial class RequestsPage : BoxComponent
{
    private IReadOnlyList<RequestRecord> _requests = [];

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(2);

    protected override async Task LoadAsync(CancellationToken cancellation) => _requests = (await Box.Deployments.RequestsAsync(null, 200, cancellation)).Items;
}
