using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Onebox.Api;
using Onebox.Api.Client;
using Onebox.Api.Models;
using Onebox.Console.Connection;
using Onebox.Console.Tasks;

namespace Onebox.Console.Models;

/// <summary>
/// The upload from this browser: the bytes go from the page straight to the API, and this shows how far they are. It goes on while the
/// viewer is on other pages of the console.
/// </summary>
internal sealed class Uploads(Browser browser, OneboxClient box, TaskWatch tasks, TimeProvider clock) : IDisposable
{
    private DotNetObjectReference<Uploads>? _self;
    private Func<string, string, Task>? _done;
    private long _beganAt;
    private long _beganWith;

    public event EventHandler? Changed;

    /// <summary>The upload under way, or the one that failed; null when there is none.</summary>
    public Upload? Current { get; private set; }

    /// <summary>Sends a file that becomes a model once it has arrived.</summary>
    public Task StartAsync(ElementReference fileInput, string? modelName) => StartAsync(fileInput, async (id, _) =>
    {
        await box.Models.ImportAsync(new ImportModelRequest(Name: modelName, Upload: id));
        tasks.AskToOpen();
    });

    /// <param name="done">Gets the upload's id and the file's name once all of it has arrived.</param>
    public async Task StartAsync(ElementReference fileInput, Func<string, string, Task> done)
    {
        if (Current is { Failure: null }) return;
        (_done, _beganAt, _beganWith) = (done, 0, 0);
        _self ??= DotNetObjectReference.Create(this);
        await browser.TellAsync("startUpload", fileInput, _self);
    }

    public Task StopAsync() => browser.TellAsync("stopUpload");

    public void Forget() => Show(null);

    [JSInvokable]
    public void ProgressAsync(string fileName, long arrived, long size, bool waiting)
    {
        // What was there before this start is not this start's speed.
        if (_beganAt == 0) (_beganAt, _beganWith) = (clock.GetTimestamp(), arrived);
        var seconds = clock.GetElapsedTime(_beganAt).TotalSeconds;
        double? rate = seconds > 0.5 && arrived > _beganWith ? (arrived - _beganWith) / seconds : null;
        Show(new Upload(fileName, arrived, size, waiting, rate, null));
    }

    [JSInvokable]
    public async Task DoneAsync(string id, string fileName)
    {
        try
        {
            await _done!(id, fileName);
            Show(null);
        }
        catch (BoxException refused)
        {
            Show(new Upload(fileName, 0, 0, false, null, refused.Problem));
        }
    }

    [JSInvokable]
    public void FailedAsync(string detail, string? remedy) =>
        Show((Current ?? new Upload("", 0, 0, false, null, null)) with { Failure = new ProblemDetails { Code = "upload.failed", Detail = detail, Remedy = remedy ?? "Choose the same file again: it goes on where it stopped." } });

    [JSInvokable]
    public void StoppedAsync() => Show(null);

    public void Dispose() => _self?.Dispose();

    private void Show(Upload? upload)
    {
        Current = upload;
        Changed?.Invoke(this, EventArgs.Empty);
    }
}

/// <param name="Waiting">True while the connection is lost and tried again.</param>
internal sealed record Upload(string FileName, long ArrivedBytes, long SizeBytes, bool Waiting, double? BytesPerSecond, ProblemDetails? Failure);
