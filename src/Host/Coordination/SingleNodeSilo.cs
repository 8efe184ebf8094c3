using System.Net;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;

namespace Onebox.Host.Coordination;

/// <summary>
/// Orleans in process, for one node: its one silo talks to nobody, so it opens no port. (Growing to several nodes changes this file's
/// configuration: PostgreSQL membership and real endpoints.)
/// </summary>
internal static class SingleNodeSilo
{
    // Never bound: they only name the silo to itself.
    private const int SiloPort = 11111;

    public static void UseSingleNodeSilo(this IHostBuilder host) => host.UseOrleans(silo =>
    {
        silo.UseLocalhostClustering(SiloPort, gatewayPort: 0);
        silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("onebox", "onebox"));
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = IPAddress.Loopback;
            options.GatewayPort = 0;
        });
        // The transports are registered under keys of Orleans' own: keep the keys, replace what listens.
        foreach (var listener in silo.Services.Where(s => s.ServiceType == typeof(IConnectionListenerFactory) && s.IsKeyedService).ToList())
        {
            silo.Services.Remove(listener);
            silo.Services.AddKeyedSingleton<IConnectionListenerFactory>(listener.ServiceKey, (_, _) => new NoListener());
        }
    });

    private sealed class NoListener : IConnectionListenerFactory
    {
        public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(new Nobody(endpoint));
    }

    /// <summary>Waits for connections that never come.</summary>
    private sealed class Nobody(EndPoint endpoint) : IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndPoint EndPoint => endpoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => new(_ended.Task.WaitAsync(cancellationToken));

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _ended.TrySetResult(null);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
