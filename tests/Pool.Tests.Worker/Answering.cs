using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Onebox.Pool.Tests.Worker;

/// <summary>A worker's HTTP on its socket: health, and a few questions about itself.</summary>
internal static class Answering
{
    public static async Task<WebApplication> StartAsync(string socketPath, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socketPath));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/health", context => context.Response.WriteAsync("ok"));
        app.MapGet("/pid", context => context.Response.WriteAsync(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        map?.Invoke(app);
        await app.StartAsync();
        return app;
    }

    public static async Task UntilAsync(CancellationToken stop) =>
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
