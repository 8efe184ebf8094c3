using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Pool;
using Onebox.Serving.Contract;
using Onebox.Serving.Worker.Loading;

namespace Onebox.Serving.Worker;

/// <summary>Kestrel with nothing but one socket and one table of endpoints.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly WebApplication _app;
    private readonly WorkerEdge _edge;

    private WorkerServer(WebApplication app, WorkerEdge edge) => (_app, _edge) = (app, edge);

    public static async Task<WorkerServer> StartAsync(WorkerContext context, ModelSlot slot, WorkerSettings settings, TimeProvider clock, CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = context.Folder });
        builder.Services.AddSingleton(context.Logs);
        // The process's own signal handling decides when to end: not before what runs is finished.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(context.SocketPath);
            kestrel.AddServerHeader = false;
            // Who may send how much, and how slowly, the host has decided.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        // The thread that writes an event also sends it: a second hop through the pool costs more than the send.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        var app = builder.Build();
        var edge = new WorkerEdge(slot, settings, clock, context.Logs.CreateLogger<WorkerEdge>());
        app.Run(edge.HandleAsync);
        await app.StartAsync(stop);
        File.SetUnixFileMode(context.SocketPath, OwnerOnly);
        return new WorkerServer(app, edge);
    }

    /// <summary>Returns when the requests that have begun are answered and the socket is closed.</summary>
    public async Task DrainAsync()
    {
        await _edge.IdleAsync();
        await _app.StopAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
