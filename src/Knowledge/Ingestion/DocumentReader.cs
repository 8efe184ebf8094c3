using System.Text.Json;
using Microsoft.Extensions.Options;
using Onebox.Documents;
using Onebox.Kernel;
using Onebox.Knowledge.Worker;
using Onebox.Pool;

namespace Onebox.Knowledge.Ingestion;

/// <summary>What became of a file: a document, or the reason why not.</summary>
internal readonly record struct Reading(Document? Document, string? Refusal, UnreadKind Kind = UnreadKind.Refused);

/// <summary>What to expect of a file that was not read when it is tried again.</summary>
internal enum UnreadKind
{
    /// <summary>The parser does not take it: the same parser never will.</summary>
    Refused,

    /// <summary>It could not be opened: that says nothing of what is in it.</summary>
    Unreadable,

    /// <summary>The parser did not come to an end, or lacks a program: another time it might go better.</summary>
    GaveUp,
}

/// <summary>
/// Reads files in a worker process. One process for as long as it lives; after a crash, a time-out or a parser that hangs, the next file gets a new one.
/// </summary>
internal sealed class DocumentReader(IPool pool, IWorkers workers, IOptions<KnowledgeOptions> options, TimeProvider clock, string ownerId, string ownerName) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1, 1);
    private Lease? _lease;
    private IWorker? _worker;
    private string? _ended;

    /// <exception cref="ProblemException">The box has no room for a worker, or none would start.</exception>
    public async Task<Reading> ReadAsync(string path, string name, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            // Once more in a fresh process: it may have been ended for another's sake, or by what it still held of the files before.
            return await TryAsync(path, name, cancellation) ?? await TryAsync(path, name, cancellation) ?? new Reading(null, _ended, UnreadKind.GaveUp);
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (_lease is not null) await pool.ReleaseAsync(_lease.Id, CancellationToken.None);
        _one.Dispose();
    }

    /// <returns>Null when the worker ended over it; <see cref="_ended"/> says why.</returns>
    private async Task<Reading?> TryAsync(string path, string name, CancellationToken cancellation)
    {
        var worker = await WorkerAsync(cancellation);
        var (seconds, ocr) = (options.Value.ParseTimeout, options.Value.OcrTimeout);
        using var patience = new CancellationTokenSource(seconds + ocr + Grace, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            return await AskAsync(worker, new ParseOrder(path, name, options.Value.MaxFileBytes, seconds.TotalSeconds, ocr.TotalSeconds, options.Value.MaxCharacters, options.Value.MaxCells), either.Token);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            var tooLong = patience.IsCancellationRequested;
            if (!either.IsCancellationRequested) await SettledAsync(worker);
            await EndAsync();
            cancellation.ThrowIfCancellationRequested();
            if (tooLong) return new Reading(null, $"It could not be read within {(seconds + ocr).TotalMinutes:0} minutes.", UnreadKind.GaveUp);
            _ended = worker.OutOfMemory
                ? $"Reading it needs more main memory than the {options.Value.ParserMemoryBytes >> 20} MiB that the program which reads documents may take. Split it, or raise Onebox:Knowledge:ParserMemoryBytes."
                : $"The program that reads documents ended over it{(worker.Reason is { } reason ? $": {reason}" : ".")}";
            return null;
        }
    }

    /// <summary>The connection breaks a moment before the process's end, and its reason, are known.</summary>
    private async Task SettledAsync(IWorker worker)
    {
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = worker.OnChanged(_ => changed.TrySetResult());
        if (worker.State != WorkerState.Running) return;
        await Task.WhenAny(changed.Task, Task.Delay(Farewell, clock, CancellationToken.None));
    }

    private async Task<Reading> AskAsync(IWorker worker, ParseOrder order, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://worker/parse") { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(order, ParseJson.Default.ParseOrder)) };
        using var answer = await worker.Http.SendAsync(request, cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        if (answer.IsSuccessStatusCode) return new Reading(await JsonSerializer.DeserializeAsync(body, DocumentJson.Compact.Document, cancellation), null);
        var refusal = (await JsonSerializer.DeserializeAsync(body, ParseJson.Default.ParseRefusal, cancellation))!;
        if (refusal.Reason == ParseRefusal.Unreadable) return new Reading(null, refusal.Message, UnreadKind.Unreadable);
        // A parser that was given up on may still run in there.
        if (refusal.Reason == nameof(RefusalReason.TooSlow)) await EndAsync();
        return new Reading(null, refusal.Message, refusal.Reason is nameof(RefusalReason.TooSlow) or nameof(RefusalReason.NeedsConverter) ? UnreadKind.GaveUp : UnreadKind.Refused);
    }

    private async Task<IWorker> WorkerAsync(CancellationToken cancellation)
    {
        if (_worker is { State: WorkerState.Running } running) return running;
        await EndAsync();
        _lease ??= await pool.LeaseAsync(new LeaseRequest(ownerId, ownerName, [new SliceRequest(DeviceKinds.Memory, options.Value.ParserMemoryBytes, 0)]), cancellation);
        _worker = await workers.StartAsync(
            new WorkerSpec
            {
                Kind = DocumentsWorkerRole.RoleKind,
                OwnerId = ownerId,
                OwnerName = ownerName,
                Lease = _lease,
                Settings = JsonSerializer.SerializeToElement(new Dictionary<string, string>()),
                Restart = WorkerRestart.Never,
                StopGrace = TimeSpan.FromSeconds(2),
            },
            cancellation);
        await _worker.WaitUntilRunningAsync(cancellation);
        return _worker;
    }

    private async Task EndAsync()
    {
        if (_worker is not { } worker) return;
        _worker = null;
        await worker.StopAsync(CancellationToken.None);
    }
}
