using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging;

namespace Onebox.Testing;

/// <summary>A real HTTP server on this machine, on a free port or a Unix socket, that ends as a killed process does: every connection is cut.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServer(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <param name="map">Its endpoints.</param>
    /// <param name="socket">A Unix socket's path; null for a port of its own choice on the loopback address.</param>
    public static async Task<LocalServer> StartAsync(Action<WebApplication> map, string? socket = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.ConfigureKestrel(o =>
        {
            if (socket is null) o.Listen(System.Net.IPAddress.Loopback, 0);
            else o.ListenUnixSocket(socket);
        });
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new LocalServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        try
        {
            await _app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Cut off what was under way.
        }

        await _app.DisposeAsync();
    }
}
