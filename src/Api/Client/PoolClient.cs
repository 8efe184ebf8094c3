using Onebox.Api.Pool;

namespace Onebox.Api.Client;

public sealed class PoolClient(BoxConnection connection)
{
    public Task<PoolInfo> GetAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/pool", ApiJson.Default.PoolInfo, cancellation);
}
