using Onebox.Api.Pool;
using Onebox.Console.Connection;
using Onebox.Console.Parts;

namespace Onebox.Console.Pool;

/// <summary>Devices, leases and workers.</summary>
public sealed partial class PoolPage : BoxComponent
{
    private PoolInfo? _pool;

    protected override TimeSpan? RefreshEvery => TimeSpan.FromSeconds(2);

    protected override async Task LoadAsync(CancellationToken cancellation) => _pool = await Box.Pool.GetAsync(cancellation);

    private static string Say(SliceInfo slice)
    {
        var parts = new List<string>();
        if (slice.Bytes > 0) parts.Add(Amounts.Bytes(slice.Bytes));
        if (slice.Compute > 0) parts.Add(slice.DeviceKind == "cpu" ? Amounts.Cores(slice.Compute) : Amounts.Percent(slice.Compute));
        return $"{string.Join(" and ", parts)} of {slice.DeviceKind}";
    }
}
