using Microsoft.Extensions.Options;
using Onebox.Tasks;
using Onebox.Weights;

namespace Onebox.Catalog.Importing;

/// <summary>Takes one file of a source into a staging folder: linked, cloned or copied; hashed; checked; read-only.</summary>
internal sealed class FileIntake(IOptions<CatalogOptions> options, BandwidthLimit limit, CatalogMetrics metrics, TimeProvider clock)
{
    /// <param name="resume">What an earlier host saved of this very file; null for a fresh one.</param>
    /// <param name="progress">Told the bytes of this file that are here.</param>
    /// <param name="waits">Told why it waits for its source.</param>
    /// <param name="save">Saves durably how far the file has come.</param>
    public async Task<TakenFile> TakeAsync(IModelSource source, SourceFile file, Staging staging, PartialState? resume, TaskRun run, Action<long> progress, Action<string> waits, Func<PartialState, Task> save, CancellationToken cancellation)
    {
        var (part, whole) = (staging.PartOf(file.Name), staging.PathOf(file.Name));
        var taking = Taking.None;
        if (!File.Exists(whole) && resume is null)
        {
            File.Delete(part);
            taking = source.TryTake(file, part);
        }

        if (taking == Taking.Linked) await run.LogAsync($"{file.Name} is linked, not copied: whoever changes the original damages the model.");
        var here = taking != Taking.None || File.Exists(whole);
        var taken = here
            ? await HashAsync(File.Exists(whole) ? whole : part, file, progress, cancellation)
            : await CopyAsync(source, file, part, resume, run, progress, waits, save, cancellation);
        if (file.Sha256 is { } expected && !expected.Equals(taken.Sha256, StringComparison.OrdinalIgnoreCase)) throw ImportErrors.Checksum(file.Name, expected.ToLowerInvariant(), taken.Sha256);

        if (!File.Exists(whole))
        {
            if (taking != Taking.Linked) UnixFile.MakeReadOnly(part);
            File.Move(part, whole);
        }

        return taken;
    }

    /// <summary>Reads a file that is already whole.</summary>
    private async Task<TakenFile> HashAsync(string path, SourceFile file, Action<long> progress, CancellationToken cancellation)
    {
        var hash = await new ContentHasher(clock, new HashedBytes(progress)).HashFileAsync(path, cancellation);
        return new TakenFile(file.Name, hash.Length, hash.Sha256);
    }

    private async Task<TakenFile> CopyAsync(IModelSource source, SourceFile file, string path, PartialState? resume, TaskRun run, Action<long> progress, Action<string> waits, Func<PartialState, Task> save, CancellationToken cancellation)
    {
        await using var part = await PartialFile.OpenAsync(path, resume?.DurableBytes ?? 0, cancellation);
        var copy = new FileCopy(source, file, part, resume?.Version, progress, save, options.Value, limit, clock);
        var retries = new Retries(options.Value, clock);
        var continued = part.Length > 0;
        while (true)
        {
            try
            {
                await copy.RunAsync(cancellation);
                // A server that changed its file unnoticed between two reads leaves a mixture: once, begin again.
                if (!continued || file.Sha256 is null || file.Sha256.Equals(part.Sha256(), StringComparison.OrdinalIgnoreCase)) break;
                await run.LogAsync($"{file.Name}: the parts do not fit together; beginning again.", "warning");
                continued = false;
                copy.Restart();
            }
            catch (SourceInterruptedException interruption) when (source.IsRemote)
            {
                continued = true;
                metrics.Retried(source.Kind);
                await retries.WaitAsync(source.Description, part.Length, interruption, why =>
                {
                    waits(why);
                    return Task.CompletedTask;
                }, cancellation);
            }
        }

        part.MakeDurable();
        metrics.BroughtIn(source.Kind, part.Length);
        return new TakenFile(file.Name, part.Length, part.Sha256());
    }
}
