using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Onebox.Datasets.Store;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Kernel.Files;
using Onebox.Tasks;

namespace Onebox.Datasets.Importing;

/// <summary>What every task that makes a version needs.</summary>
internal sealed record VersionTools(DatasetStore Store, DataFolder Data, IAudit Audit, IEvents Events, IHostApplicationLifetime Lifetime, ILogger<DatasetVersion> Log);

/// <summary>
/// The life of a version, however it is made: its rows are written into a folder of their own → one rename → one transaction makes it
/// ready. Cancelled or failed, it leaves nothing behind; after a restart it is made again from the start, but a finished download is kept.
/// </summary>
internal abstract class VersionTask<TInput>(VersionTools tools) : TaskHandler<TInput>
{
    /// <summary>For the audit: <c>dataset.imported</c>.</summary>
    protected abstract string Done { get; }

    protected abstract string VersionIdOf(TInput input);

    /// <summary>Makes the record of the version, if it is not there.</summary>
    protected abstract Task ReserveAsync(TInput input, TaskRun run, CancellationToken cancellation);

    /// <summary>Writes the rows, and finds out the rest.</summary>
    protected abstract Task<VersionFacts> MakeAsync(TInput input, VersionFolder folder, TaskRun run, CancellationToken cancellation);

    /// <summary>The version is there, or known to be not needed: what was kept for it may go.</summary>
    protected virtual Task ReleaseAsync(TInput input) => Task.CompletedTask;

    protected sealed override async Task RunAsync(TInput input, TaskRun run, CancellationToken cancellation)
    {
        var versionId = VersionIdOf(input);
        var folder = new VersionFolder(tools.Data, versionId);
        try
        {
            await ReserveAsync(input, run, cancellation);
            if (await tools.Store.FindAsync(versionId, Caller.Box, cancellation) is { State: DatasetState.Ready }) return;
            // After the rename only the record is left to be written.
            var facts = Directory.Exists(folder.Final) ? run.LoadState<VersionFacts>() : null;
            if (facts is null)
            {
                if (Directory.Exists(folder.Final)) Directory.Delete(folder.Final, recursive: true);
                folder.Create();
                facts = await MakeAsync(input, folder, run, cancellation);
                if (await SameAsync(versionId, facts.ContentHash) is { } same)
                {
                    await run.LogAsync($"{same.Dataset!.Name} stays version {same.Number}: the content is the same.");
                    await DropAsync(versionId, folder);
                    await ReleaseAsync(input);
                    return;
                }

                cancellation.ThrowIfCancellationRequested();
                await run.SaveStateAsync(facts);
                folder.Commit();
            }

            await tools.Store.MakeReadyAsync(versionId, facts);
        }
        catch (Exception error) when (!IsHostStopping(error))
        {
            await DropAsync(versionId, folder);
            throw;
        }

        await ReleaseAsync(input);
        await TellAsync(versionId, run);
        await TellOfEarlierAsync(versionId, run);
    }

    private async Task TellAsync(string versionId, TaskRun run)
    {
        var version = (await tools.Store.FindAsync(versionId, Caller.Box, CancellationToken.None))!;
        await tools.Audit.WriteAsync(run.StartedBy, Done, version.Id, $"{version.Reference}, content {version.ContentHash}", CancellationToken.None);
        tools.Events.Publish(new DatasetReady(version.Id, version.Reference));
        tools.Log.Ready(version.Reference, version.Id, version.Rows.Total, version.SizeBytes);
    }

    /// <summary>A name that had a version already means another now: whoever only chose a name twice is to see it.</summary>
    private async Task TellOfEarlierAsync(string versionId, TaskRun run)
    {
        var own = (await tools.Store.FindRecordAsync(versionId, CancellationToken.None))!;
        if ((await tools.Store.VersionsOfAsync(own.DatasetId, CancellationToken.None)).FirstOrDefault(v => v.State == DatasetState.Ready && v.Number < own.Number) is not { } before) return;
        var (now, then) = (own.ToInfo("", details: true), before.ToInfo("", details: true));
        var (columns, columnsBefore) = (now.Details?.Columns ?? [], then.Details?.Columns ?? []);
        var others = columns.Count == 0 || columnsBefore.Count == 0 || columns.ToHashSet(StringComparer.Ordinal).SetEquals(columnsBefore) ? "" : $" Its columns were {string.Join(", ", columnsBefore)}; they are {string.Join(", ", columns)}.";
        await run.LogAsync(string.Create(CultureInfo.InvariantCulture, $"This is version {now.Version} of {now.Name} (before: {Rows(then.Rows)}; now: {Rows(now.Rows)}).{others}"), others.Length == 0 ? "info" : "warning");
    }

    private static string Rows(long rows) => rows == 1 ? "1 row" : string.Create(CultureInfo.InvariantCulture, $"{rows} rows");

    private async Task<VersionRecord?> SameAsync(string versionId, string contentHash)
    {
        var own = await tools.Store.FindRecordAsync(versionId, CancellationToken.None);
        var newest = (await tools.Store.VersionsOfAsync(own!.DatasetId, CancellationToken.None)).FirstOrDefault(v => v.State == DatasetState.Ready);
        return newest?.ContentHash == contentHash ? newest : null;
    }

    private async Task DropAsync(string versionId, VersionFolder folder)
    {
        await tools.Store.RemoveAsync(versionId);
        folder.Discard();
    }

    /// <summary>Then the next host goes on: what is here stays.</summary>
    private bool IsHostStopping(Exception error) => error is OperationCanceledException && tools.Lifetime.ApplicationStopping.IsCancellationRequested;
}
