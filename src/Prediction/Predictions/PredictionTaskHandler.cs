using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Onebox.Api;
using Onebox.Api.Prediction;
using Onebox.Datasets;
using Onebox.Kernel.Files;
using Onebox.Prediction.Files;
using Onebox.Prediction.Running;
using Onebox.Prediction.Store;
using Onebox.Tasks;

namespace Onebox.Prediction.Predictions;

internal sealed record PredictionInput(string PredictionId);

/// <summary>The task <c>prediction.run</c>: every row once, in the engine's idle time; its file holds the rows in the dataset's order.</summary>
internal sealed class PredictionTaskHandler(
    PredictionStore store, FileStore files, IDatasets datasets, RunRows rows, DataFolder data, IOptions<PredictionOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock) : TaskHandler<PredictionInput>
{
    public const string TaskKind = "prediction.run";

    private const string Unit = "rows";

    public override string Kind => TaskKind;

    protected override async Task RunAsync(PredictionInput input, TaskRun run, CancellationToken cancellation)
    {
        var record = await store.FindPredictionAsync(input.PredictionId, cancellation) ?? throw PredictionErrors.NotFound(input.PredictionId);
        var request = JsonSerializer.Deserialize(record.Request, ApiJson.Default.PredictRequest)!;
        var journal = Path.Combine(data.Folder("predictions"), $"{record.Id}.rows");
        // Killed between the end and the task's own: all is done.
        if (record.EndedAt is not null)
        {
            File.Delete(journal);
            return;
        }

        try
        {
            var version = await datasets.RequireAsync(record.VersionId, run.StartedBy, cancellation);
            using (var kept = RowJournal.Open(journal))
            {
                record = await LimitAsync(record, request, version, run, cancellation);
                run.Step("asking in the engine's idle time", Unit, record.Rows, kept.Done);
                await AskAsync(version, request, record, kept, run, cancellation);
                await EndAsync(record, kept, version.Name, run);
            }

            File.Delete(journal);
        }
        catch (OperationCanceledException) when (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            File.Delete(journal);
            await store.ChangePredictionAsync(record.Id, p => p.EndedAt = clock.GetUtcNow());
            throw;
        }
    }

    private Task AskAsync(DatasetVersion version, PredictRequest request, PredictionRecord record, RowJournal journal, TaskRun run, CancellationToken cancellation)
    {
        // The row stands beside its request while it is asked: at most as many as are under way.
        var asked = new ConcurrentDictionary<long, DatasetRow>();
        return rows.RunAsync(Requests(version, request, record.AnswerLimit!.Value, asked, cancellation), _ => request.Route, journal, run.StartedBy, (json, answer) => PredictedRow.Write(json, answer, asked), () => run.Report(journal.Done, record.Rows), new WaitingNotes(run, clock).Say, clock.GetUtcNow() + options.Value.ExpireAfter, cancellation);
    }

    private async Task<PredictionRecord> LimitAsync(PredictionRecord record, PredictRequest request, DatasetVersion version, TaskRun run, CancellationToken cancellation)
    {
        if (record.AnswerLimit is not null) return record;
        run.Step("looking how long answers may be", Unit);
        var limit = await AnswerLimit.OfAsync(request, version, options.Value, cancellation);
        await run.LogAsync($"Answers end after {limit.Tokens} tokens: {limit.Reason}. '--max-tokens' sets another.");
        return await store.ChangePredictionAsync(record.Id, p => (p.AnswerLimit, p.LimitReason) = (limit.Tokens, limit.Reason));
    }

    private async Task EndAsync(PredictionRecord record, RowJournal journal, string dataset, TaskRun run)
    {
        var id = record.FileId ?? (await store.ChangePredictionAsync(record.Id, p => p.FileId = files.NewId())).FileId!;
        journal.WriteOrdered(files.PathOf(id), succeeded: null);
        await files.AddAsync(id, record.UserId, $"{dataset}-predictions.jsonl", "batch_output", CancellationToken.None, record.VersionId);
        var cut = journal.Count(PredictedRow.CutMark);
        if (cut > 0) await run.LogAsync($"{cut} of {journal.Done} answers did not end by themselves: they are cut after {record.AnswerLimit} tokens, or where the context was full ('cut' in their rows).", "warning");
        await store.ChangePredictionAsync(record.Id, p => (p.Completed, p.Failed, p.Cut, p.EndedAt) = (journal.Done - journal.Failed, journal.Failed, cut, clock.GetUtcNow()));
    }

    private static async IAsyncEnumerable<RowRequest> Requests(DatasetVersion version, PredictRequest request, int maxTokens, ConcurrentDictionary<long, DatasetRow> asked, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (row, source) in PredictionRows.ReadAsync(version, request, maxTokens, cancellation))
        {
            asked[row.Number] = source;
            yield return row;
        }
    }
}
