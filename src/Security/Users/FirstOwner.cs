using Microsoft.Extensions.Hosting;
using Onebox.Kernel;
using Onebox.Security.Store;

namespace Onebox.Security.Users;

/// <summary>Makes the user <c>owner</c> on a box that has no user; there is no default password, only links.</summary>
internal sealed class FirstOwner(UserStore users, Ids ids, TimeProvider clock) : IHostedService
{
    public const string Name = "owner";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if ((await users.ListAsync(cancellationToken)).Count > 0) return;
        await users.AddAsync(new UserRecord { Id = ids.New(ResourceKinds.User), Name = Name, Role = Roles.Owner, CreatedAt = clock.GetUtcNow() }, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
