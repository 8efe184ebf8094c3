using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Onebox.Pool;
using Onebox.Training.Contract;

namespace Onebox.Training.Worker;

/// <summary>Kestrel with nothing but one socket: health, events, and the host's few wishes.</summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly WebApplication _app;

    private WorkerServer(WebApplication app) => _app = app;

    public static async Task<WorkerServer> StartAsync(WorkerContext context, EventLog events, IRunWishes wishes, CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = context.Folder });
        builder.Services.AddSingleton(context.Logs);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(context.SocketPath);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
        });
        var app = builder.Build();
        app.Run(http => AnswerAsync(http, events, wishes));
        await app.StartAsync(stop);
        File.SetUnixFileMode(context.SocketPath, OwnerOnly);
        return new WorkerServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext http, EventLog events, IRunWishes wishes)
    {
        switch (http.Request.Method, http.Request.Path.Value)
        {
            case ("GET", WorkerProtocol.Health):
                break;
            case ("GET", WorkerProtocol.Events):
                await StreamAsync(http, events);
                break;
            case ("POST", WorkerProtocol.Pause):
                wishes.Pause();
                break;
            case ("POST", WorkerProtocol.Resume):
                wishes.Resume();
                break;
            case ("PUT", WorkerProtocol.Schedule):
                if (await JsonSerializer.DeserializeAsync(http.Request.Body, ContractJson.Default.ScheduleChange, http.RequestAborted) is { } change) wishes.ChangeEnd(change);
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static async Task StreamAsync(HttpContext http, EventLog events)
    {
        var query = http.Request.Query;
        var known = query["process"] == events.Process && long.TryParse(query["after"], NumberStyles.None, CultureInfo.InvariantCulture, out var after) ? after : 0;
        http.Response.Headers[WorkerProtocol.ProcessHeader] = events.Process;
        http.Response.ContentType = "application/x-ndjson";
        await http.Response.StartAsync(http.RequestAborted);
        try
        {
            await foreach (var told in events.ReadAsync(known, http.RequestAborted))
            {
                await JsonSerializer.SerializeAsync(http.Response.Body, told, Planning.SettingText.Wire, http.RequestAborted);
                await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The host went away; it comes back for the rest.
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>What a host may wish of the run, at any time.</summary>
internal interface IRunWishes
{
    /// <summary>Write a checkpoint and end.</summary>
    void Pause();

    /// <summary>Try again at once what waits for room on the disk.</summary>
    void Resume();

    void ChangeEnd(ScheduleChange change);
}
