using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Onebox.Catalog.Presets;
using Onebox.Catalog.Store;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Events;
using Onebox.Kernel.Files;
using Onebox.Tasks;

namespace Onebox.Catalog.Importing;

/// <summary>
/// The life of an import, the same for all sources: reserve the name → list → check the disk → take each file → read the model → rename
/// into place → ready. After SIGKILL it goes on from what it has saved; cancelled or failed, it leaves nothing behind.
/// </summary>
internal sealed class ImportTask(
    ModelStore models, ModelSources sources, PresetCatalog presets, FileIntake intake, DataFolder data, IAudit audit, IEvents events, CatalogMetrics metrics,
    IOptions<CatalogOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ImportTask> log) : TaskHandler<ImportInput>
{
    public const string KindName = "model.import";

    public override string Kind => KindName;

    protected override async Task RunAsync(ImportInput input, TaskRun run, CancellationToken cancellation)
    {
        var (source, staging, started) = (sources.Of(input.Request), new Staging(data, input.ModelId), clock.GetTimestamp());
        var outcome = "interrupted";
        try
        {
            await source.CheckAsync(cancellation);
            await BringInAsync(input, source, staging, run, cancellation);
            outcome = "ready";
        }
        catch (Exception error) when (!IsHostStopping(error))
        {
            outcome = error is ProblemException problem ? problem.Problem.Code : error is OperationCanceledException ? "cancelled" : "failed";
            await models.RemoveAsync(input.ModelId);
            staging.Discard();
            throw;
        }
        finally
        {
            metrics.Ended(source.Kind, outcome, clock.GetElapsedTime(started));
        }
    }

    /// <summary>Then the next host goes on: what is here stays.</summary>
    private bool IsHostStopping(Exception error) => error is OperationCanceledException && lifetime.ApplicationStopping.IsCancellationRequested;

    private async Task BringInAsync(ImportInput input, IModelSource source, Staging staging, TaskRun run, CancellationToken cancellation)
    {
        await models.ReserveAsync(new ModelRecord { Id = input.ModelId, Name = input.Name, Source = source.Description, TaskId = run.TaskId, ImportedAt = clock.GetUtcNow() }, cancellation);
        var state = run.LoadState<ImportState>() ?? ImportState.Start;
        if (await models.FindAsync(input.ModelId, cancellation) is { State: ModelState.Importing })
        {
            // After the rename nothing is left to bring in.
            if (!Directory.Exists(staging.FinalFolder)) state = await TakeFilesAsync(state, source, staging, run, cancellation);
            await FinishAsync(input, state, staging, run, cancellation);
        }

        var model = (await models.FindAsync(input.ModelId, CancellationToken.None))!;
        await source.ReleaseAsync();
        await audit.WriteAsync(run.StartedBy, "model.imported", model.Id, $"{model.Name}, content {model.ContentHash}", CancellationToken.None);
        events.Publish(new ModelImported(model.Id, model.Name, options.Value.IsBundled(input.Request.Path)));
        await run.LogAsync($"{model.Name} is ready: {model.Files.Count} {(model.Files.Count == 1 ? "file" : "files")}, {Sizes.Text(model.SizeBytes)}, content {model.ContentHash}.");
        log.Imported(model.Id, model.Name, model.SizeBytes, model.Files.Count);
    }

    private async Task<ImportState> TakeFilesAsync(ImportState state, IModelSource source, Staging staging, TaskRun run, CancellationToken cancellation)
    {
        staging.Create();
        if (state.Plan is not { } plan)
        {
            plan = await ListAsync(source, run, cancellation);
            await run.SaveStateAsync(state = state with { Plan = plan });
        }

        RequireDisk(plan, state);
        var (total, done) = (plan.Sum(f => f.SizeBytes), state.Done.Sum(f => f.SizeBytes));
        if (plan.Any(f => f.SizeBytes is null)) total = null;
        var verb = source.IsRemote ? "downloading" : "copying";
        run.Step(verb, "bytes", total, done);
        foreach (var file in plan.Skip(state.Done.Count))
        {
            var resume = state.Current?.Name == file.Name ? state.Current : null;
            var (before, soFar) = (done, state);
            var (wait, here) = ("", 0L);
            var taken = await intake.TakeAsync(source, file, staging, resume, run, Report, Wait, partial => run.SaveStateAsync(soFar with { Current = partial }), cancellation);

            // With the next bytes the wait is over, and the step is what it was.
            void Report(long bytes)
            {
                here = bytes;
                if (wait.Length > 0 && bytes > 0)
                {
                    wait = "";
                    run.Step(verb, "bytes", total, before + bytes);
                }

                run.Report(before + bytes, total);
            }

            void Wait(string why)
            {
                wait = why;
                run.Step($"{verb} ({why})", "bytes", total, before + here);
            }

            done += taken.SizeBytes;
            await run.SaveStateAsync(state = state with { Done = [.. state.Done, taken], Current = null });
        }

        return state;
    }

    private async Task<IReadOnlyList<SourceFile>> ListAsync(IModelSource source, TaskRun run, CancellationToken cancellation)
    {
        var retries = new Retries(options.Value, clock);
        while (true)
        {
            try
            {
                return await source.ListAsync(cancellation);
            }
            catch (SourceInterruptedException interruption)
            {
                await retries.WaitAsync(source.Description, 0, interruption, why =>
                {
                    run.Step($"waiting for the source ({why})", "files");
                    return Task.CompletedTask;
                }, cancellation);
            }
        }
    }

    private void RequireDisk(IReadOnlyList<SourceFile> plan, ImportState state)
    {
        var needed = plan.Sum(f => f.SizeBytes ?? 0) - state.Done.Sum(f => f.SizeBytes) - (state.Current?.DurableBytes ?? 0);
        var free = new DriveInfo(data.Path).AvailableFreeSpace;
        if (needed + options.Value.KeepFreeBytes > free) throw ImportErrors.DiskFull(needed, free, options.Value.KeepFreeBytes);
    }

    private async Task FinishAsync(ImportInput input, ImportState state, Staging staging, TaskRun run, CancellationToken cancellation)
    {
        run.Step("reading the model", "files", state.Done.Count);
        var folder = Directory.Exists(staging.FinalFolder) ? staging.FinalFolder : staging.Folder;
        var model = StagedModel.Inspect(folder, state.Done);
        var contentHash = model.ContentHash;
        var preset = input.Request.Hub is { } repository ? presets.OfRepository(repository)?.Id : null;
        if (await models.FindContentAsync(contentHash, cancellation) is { } same) throw ImportErrors.AlreadyHere(same);
        cancellation.ThrowIfCancellationRequested();
        staging.Commit();
        try
        {
            await models.MakeReadyAsync(input.ModelId, model.Format, model.Purpose, preset, model.Architecture, model.Files, contentHash, clock.GetUtcNow());
        }
        catch (DbUpdateException) when (!cancellation.IsCancellationRequested)
        {
            // An import of the same content, at the same time, was faster.
            if (await models.FindContentAsync(contentHash, CancellationToken.None) is { } faster) throw ImportErrors.AlreadyHere(faster);
            throw;
        }

        run.Report(state.Done.Count, state.Done.Count);
    }
}
