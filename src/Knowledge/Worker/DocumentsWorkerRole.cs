using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Onebox.Documents;
using Onebox.Pool;

namespace Onebox.Knowledge.Worker;

/// <summary>
/// The process that reads documents of strangers: <c>POST /parse</c> on its socket, one file a request (docs/formats/documents-worker.md). A file that crashes it or never
/// ends costs that file alone: the host ends the process and starts another.
/// </summary>
public sealed class DocumentsWorkerRole : IWorkerRole
{
    public const string RoleKind = "documents";

    public string Kind => RoleKind;

    public async Task RunAsync(WorkerContext context, CancellationToken stop)
    {
        var parser = ParserInWorker.Create();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = context.Folder });
        builder.Services.AddSingleton(context.Logs);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(context.SocketPath);
            kestrel.AddServerHeader = false;
        });
        await using var app = builder.Build();
        app.Run(http => http.Request.Path.Value switch
        {
            "/health" => Task.CompletedTask,
            "/parse" => ParseAsync(http, parser),
            _ => Task.FromResult(http.Response.StatusCode = StatusCodes.Status404NotFound),
        });
        await app.StartAsync(stop);
        File.SetUnixFileMode(context.SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = stop.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), stopped);
        await stopped.Task;
        await app.StopAsync(CancellationToken.None);
    }

    private static async Task ParseAsync(HttpContext http, DocumentParser parser)
    {
        var order = (await JsonSerializer.DeserializeAsync(http.Request.Body, ParseJson.Default.ParseOrder, http.RequestAborted))!;
        try
        {
            await using var file = new FileStream(order.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 << 10);
            var limits = new ParseLimits
            {
                MaxFileBytes = order.MaxFileBytes,
                MaxDuration = TimeSpan.FromSeconds(order.MaxSeconds),
                MaxOcrDuration = TimeSpan.FromSeconds(order.MaxOcrSeconds),
                MaxCharacters = order.MaxCharacters,
                MaxCells = order.MaxCells,
            };
            var document = await parser.ParseAsync(file, order.Name, limits, http.RequestAborted);
            http.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(http.Response.Body, document, DocumentJson.Compact.Document, http.RequestAborted);
        }
        catch (Exception refusal) when (refusal is DocumentRefusedException or IOException or UnauthorizedAccessException && !http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            var reason = refusal is DocumentRefusedException refused ? refused.Reason.ToString() : ParseRefusal.Unreadable;
            await JsonSerializer.SerializeAsync(http.Response.Body, new ParseRefusal(reason, refusal.Message), ParseJson.Default.ParseRefusal, http.RequestAborted);
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
