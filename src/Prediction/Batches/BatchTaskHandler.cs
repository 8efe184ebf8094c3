using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Onebox.Kernel.Files;
using Onebox.Prediction.Files;
using Onebox.Prediction.Running;
using Onebox.Prediction.Store;
using Onebox.Tasks;

namespace Onebox.Prediction.Batches;

internal sealed record BatchInput(string BatchId);

/// <summary>
/// The task <c>batch.run</c>: validating → in_progress → finalizing → completed, or failed, expired, cancelled. What was answered is in the journal: a host that takes it up asks
/// only what is left. A cancelled batch gives out what it has.
/// </summary>
internal sealed class BatchTaskHandler(PredictionStore store, FileStore files, RunRows rows, LimitedRows limited, DataFolder data, IOptions<PredictionOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock) : TaskHandler<BatchInput>
{
    public const string TaskKind = "batch.run";

    private const string Unit = "requests";

    public override string Kind => TaskKind;

    protected override async Task RunAsync(BatchInput input, TaskRun run, CancellationToken cancellation)
    {
        var batch = await store.FindBatchAsync(input.BatchId, cancellation) ?? throw PredictionErrors.NoBatch(input.BatchId);
        // Killed between the batch's end and the task's own: all is done.
        if (BatchStatus.HasEnded(batch.Status))
        {
            File.Delete(JournalOf(batch.Id));
            return;
        }

        var path = files.PathOf(batch.InputFileId);
        try
        {
            if (batch.Status == BatchStatus.Validating && !await CheckAsync(batch, path, run, cancellation)) return;
            batch = await store.ChangeBatchAsync(batch.Id, b => (b.Status, b.InProgressAt) = (b.Status == BatchStatus.Validating ? BatchStatus.InProgress : b.Status, b.InProgressAt ?? clock.GetUtcNow()));
            await AskAsync(batch, path, run, cancellation);
            await EndAsync(batch, clock.GetUtcNow() > batch.ExpiresAt ? BatchStatus.Expired : BatchStatus.Completed);
        }
        catch (OperationCanceledException) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await EndAsync(batch, BatchStatus.Cancelled);
            throw;
        }
    }

    /// <returns>False when the batch has failed over its input.</returns>
    private async Task<bool> CheckAsync(BatchRecord batch, string path, TaskRun run, CancellationToken cancellation)
    {
        run.Step("checking the requests", Unit);
        var (errors, total) = await BatchInputFile.CheckAsync(path, batch.Endpoint, options.Value.MaxRows, cancellation);
        await store.ChangeBatchAsync(batch.Id, b =>
        {
            b.Total = total;
            if (errors.Count > 0) (b.Status, b.FailedAt, b.Errors) = (BatchStatus.Failed, clock.GetUtcNow(), JsonSerializer.Serialize(new BatchErrors("list", errors), BatchJson.Default.BatchErrors));
        });
        if (errors.Count > 0) await run.LogAsync($"The input has {errors.Count} faults, the first in line {errors[0].Line}: {errors[0].Message}", "error");
        return errors.Count == 0;
    }

    private async Task AskAsync(BatchRecord batch, string path, TaskRun run, CancellationToken cancellation)
    {
        using var journal = Open(batch.Id);
        run.Step("asking in the engine's idle time", Unit, batch.Total, journal.Done);
        var counted = clock.GetTimestamp();
        await rows.RunAsync(limited.OfAsync(BatchInputFile.ReadAsync(path, cancellation), cancellation), BatchInputFile.RouteOf, journal, run.StartedBy, (json, answer) => Write(json, answer, batch.Id), Done, new WaitingNotes(run, clock).Say, batch.ExpiresAt, cancellation);
        await CountAsync(batch.Id, journal);

        void Done()
        {
            run.Report(journal.Done, batch.Total);
            // The counts are for watching: once a second is often enough for the records.
            if (clock.GetElapsedTime(Interlocked.Read(ref counted)) < TimeSpan.FromSeconds(1)) return;
            Interlocked.Exchange(ref counted, clock.GetTimestamp());
            _ = CountAsync(batch.Id, journal);
        }
    }

    private Task<BatchRecord> CountAsync(string id, RowJournal journal)
    {
        var (done, failed) = (journal.Done, journal.Failed);
        return store.ChangeBatchAsync(id, b => (b.Completed, b.Failed) = (Math.Max(b.Completed, done - failed), Math.Max(b.Failed, failed)));
    }

    /// <summary>Gives out the files; may be repeated after a crash.</summary>
    private async Task EndAsync(BatchRecord batch, string status)
    {
        var finalizing = await store.ChangeBatchAsync(batch.Id, b =>
        {
            (b.Status, b.FinalizingAt) = (status == BatchStatus.Cancelled ? BatchStatus.Cancelling : BatchStatus.Finalizing, b.FinalizingAt ?? clock.GetUtcNow());
            // Named before they are written, so that a second try writes the same ones.
            (b.OutputFileId, b.ErrorFileId) = (b.OutputFileId ?? files.NewId(), b.ErrorFileId ?? files.NewId());
        });
        var (output, errors) = (finalizing.OutputFileId!, finalizing.ErrorFileId!);
        using (var journal = Open(batch.Id))
        {
            var hasOutput = journal.WriteOrdered(files.PathOf(output), succeeded: true) > 0;
            var hasErrors = journal.WriteOrdered(files.PathOf(errors), succeeded: false) > 0;
            if (hasOutput) await files.AddAsync(output, batch.UserId, $"{batch.Id}_output.jsonl", "batch_output", CancellationToken.None);
            if (hasErrors) await files.AddAsync(errors, batch.UserId, $"{batch.Id}_error.jsonl", "batch_output", CancellationToken.None);
            await store.ChangeBatchAsync(batch.Id, b =>
            {
                (b.OutputFileId, b.ErrorFileId) = (hasOutput ? output : null, hasErrors ? errors : null);
                (b.Completed, b.Failed) = (journal.Done - journal.Failed, journal.Failed);
                b.Status = status;
                var now = clock.GetUtcNow();
                if (status == BatchStatus.Completed) b.CompletedAt = now;
                else if (status == BatchStatus.Expired) b.ExpiredAt = now;
                else b.CancelledAt = now;
            });
        }

        File.Delete(JournalOf(batch.Id));
    }

    private RowJournal Open(string id) => RowJournal.Open(JournalOf(id));

    private string JournalOf(string id) => Path.Combine(data.Folder("predictions"), $"{id}.rows");

    /// <summary>A line of the output or error file, as OpenAI's.</summary>
    private static void Write(Utf8JsonWriter json, RowAnswer answer, string batchId)
    {
        var requestId = $"{batchId.Replace("batch_", "batch_req_", StringComparison.Ordinal)}_{answer.Request.Number}";
        json.WriteStartObject();
        json.WriteString("id"u8, requestId);
        json.WriteString("custom_id"u8, answer.Request.Name);
        json.WriteStartObject("response"u8);
        json.WriteNumber("status_code"u8, answer.Status);
        json.WriteString("request_id"u8, requestId);
        json.WritePropertyName("body"u8);
        OneLine(json, answer.Body);
        json.WriteEndObject();
        json.WriteNull("error"u8);
        json.WriteEndObject();
    }

    // An engine elsewhere may break its JSON into lines; here a row is a line.
    private static void OneLine(Utf8JsonWriter json, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
        document.RootElement.WriteTo(json);
    }
}
