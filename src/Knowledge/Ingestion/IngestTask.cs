using Microsoft.Extensions.Options;
using Onebox.Api.Knowledge;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;
using Onebox.Knowledge.Store;
using Onebox.Pool;
using Onebox.Tasks;

namespace Onebox.Knowledge.Ingestion;

/// <param name="Sources">Absolute paths of folders and files.</param>
/// <param name="Readers">Of all the files from now on; null: documents keep theirs, new ones get their source's (<see cref="FileReaders"/>).</param>
/// <param name="Tags">The same of tags.</param>
/// <param name="Owner">The name of who added them.</param>
/// <param name="IsAsked">Somebody asks for it, rather than a watched folder that changed: files that failed before count as failed again.</param>
/// <param name="Retry">Files that were refused are read again though neither they nor what reads them changed (<see cref="RefusedFiles"/>).</param>
internal sealed record IngestInput(string BaseId, IReadOnlyList<string> Sources, IReadOnlyList<string>? Readers, IReadOnlyList<string>? Tags, string Owner, bool IsAsked = true, AttachedFile? Attached = null, bool Retry = false);

/// <summary>What is particular to a file that came by OpenAI's shapes.</summary>
/// <param name="Id">The file's id, which is the document's too.</param>
/// <param name="Attributes">A JSON object; null for none.</param>
/// <param name="ChunkTokens">Null: as the base cuts.</param>
internal sealed record AttachedFile(string Id, string? Attributes, int? ChunkTokens);

/// <summary>
/// Brings a base to what its files are: new and changed ones are read, cut, embedded and put in place; unchanged ones are passed over; those that are gone are
/// removed, those that were renamed keep their documents. Each file is whole in one transaction, so after SIGKILL the next run finds what is done by its hash and goes on: nothing is lost, nothing is there twice.
/// </summary>
internal sealed class IngestTask(
    Bases bases, BaseStore store, RunningIngestions running, FileListing listing, IngestFile ingest, IPool pool, IWorkers workers, IOptions<KnowledgeOptions> options, IAudit audit, KnowledgeMetrics metrics, TimeProvider clock)
    : TaskHandler<IngestInput>
{
    public const string KindName = "knowledge.ingest";

    // FAT keeps even seconds: a file that was written again within them looks as it did before.
    private static readonly TimeSpan CoarsestFileTime = TimeSpan.FromSeconds(2);

    public override string Kind => KindName;

    // More are told by the base.
    private const int NamedFailures = 3;

    protected override async Task RunAsync(IngestInput input, TaskRun run, CancellationToken cancellation)
    {
        run.Step("waiting for its turn", "files");
        using var turn = await running.EnterAsync(input.BaseId, run.TaskId, cancellation);
        // Opened when its turn has come: what ran before may have changed the base's embedding.
        var target = await bases.OpenAsync(input.BaseId, cancellation);
        if (input.Attached?.ChunkTokens is { } tokens) target = target with { Settings = target.Settings with { ChunkTokens = tokens } };
        run.Step("looking for files", "files");
        var began = clock.GetUtcNow();
        var mounted = Mounts.Now();
        var sources = input.Sources.Distinct(StringComparer.Ordinal).Select(s => (Path: s, Listing: listing.Of(s), Seen: SourceSeen.Read(target.Index, s))).ToList();
        var readers = new FileReaders(await store.SourcesAsync(target.Id, cancellation), input, Readership.Of(run.StartedBy));
        foreach (var (path, listed, _) in sources.Where(s => s.Listing.TooMany > 0))
            await run.LogAsync($"{readers.Told(path)} holds {listed.TooMany} files more than are read at once. Add its folders one by one, or raise Onebox:Knowledge:MaxFiles.", "warning");
        var files = sources.SelectMany(s => s.Listing.Files).DistinctBy(f => f.Origin, StringComparer.Ordinal).ToList();
        mounted = [.. mounted.Intersect(Mounts.Now(), StringComparer.Ordinal)];
        var closed = sources.SelectMany(s => s.Listing.Closed.Concat(s.Seen.Mounts.Except(mounted, StringComparer.Ordinal))).Distinct(StringComparer.Ordinal).ToList();
        var gone = Gone(target, input, files);
        var kept = gone.FindAll(d => closed.Exists(c => Mounts.Holds(c, d.Origin)));
        gone.RemoveAll(kept.Contains);
        var renamed = await FollowRenames.RunAsync(target, files, gone, began, cancellation);
        await using var reader = new DocumentReader(pool, workers, options, clock, run.TaskId, $"ingestion into {target.Name}");
        run.Step("reading", "files", files.Count);
        var trusted = sources.ToDictionary(s => s.Path, s => s.Seen.At - CoarsestFileTime, StringComparer.Ordinal);
        var known = target.Index.View.Documents.ToDictionary(d => d.Origin, StringComparer.Ordinal);
        await using var writes = new WriteTogether(target);
        var counts = new Dictionary<IngestOutcome, int>();
        var failed = new List<string>();
        for (var i = 0; i < files.Count; i++)
        {
            var before = known.GetValueOrDefault(files[i].Origin);
            var labels = readers.Of(files[i], before);
            var (outcome, reason) = await ingest.RunAsync(target, files[i], before, input, labels, trusted[files[i].Source], reader, writes, cancellation);
            counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            metrics.Ingested(outcome);
            // Everybody sees tasks; a reason may hold a path, or the name of what is attached to a mail.
            var told = labels.Readers.Length == 0 ? $"{files[i].Name}: {reason}" : "A file that not everybody may read was not read: its readers see why where the base lists its documents.";
            if (outcome == IngestOutcome.Failed && failed.Count < NamedFailures) failed.Add(told);
            if (reason is not null) await run.LogAsync(told, "warning");
            run.Report(i + 1, files.Count);
        }

        foreach (var document in kept) await IngestFile.RegroupAsync(writes, document, readers.Of(new ListedFile(document.Origin, document.Source, document.Name), document), cancellation);
        foreach (var document in gone) await writes.AddAsync(new PendingWrite([], (connection, change, _) => DocumentWriter.Remove(connection, change, document, clock.GetUtcNow())), cancellation);
        await writes.EndAsync(cancellation);
        foreach (var (path, _, seen) in sources)
            await target.Index.WriteAsync((connection, _) => new SourceSeen(began, [.. Mounts.Around(path, mounted).Union(kept.Count > 0 ? seen.Mounts : [], StringComparer.Ordinal)]).Write(connection, path), cancellation);
        if (kept.Count > 0)
            await run.LogAsync($"{string.Join(", ", closed.Select(readers.Told).Distinct(StringComparer.Ordinal))} cannot be looked into now (unmounted, gone or not readable): its {kept.Count} documents are kept. If they are gone for good, take them out with 'onebox kb remove'.", "warning");
        var summary = new IngestSummary(counts.GetValueOrDefault(IngestOutcome.Taken), counts.GetValueOrDefault(IngestOutcome.Unchanged), counts.GetValueOrDefault(IngestOutcome.Failed), renamed, gone.Count, sources.Sum(s => s.Listing.PassedOver));
        await run.LogAsync(summary.ToString());
        await audit.WriteAsync(run.StartedBy, "knowledge.ingested", target.Id, $"{target.Name}: {summary}", CancellationToken.None);
        // A few among many are listed by the base; when none could be read, nothing was done of what was asked for.
        if (summary.Failed > 0 && summary.Failed == summary.Files) throw KnowledgeErrors.NothingRead(target.Name, summary.Files, failed);
    }

    private static List<StoredDocument> Gone(OpenBase target, IngestInput input, List<ListedFile> files)
    {
        var here = files.Select(f => f.Origin).ToHashSet(StringComparer.Ordinal);
        return [.. target.Index.View.Documents.Where(d => input.Sources.Contains(d.Source, StringComparer.Ordinal) && !here.Contains(d.Origin))];
    }
}

internal enum IngestOutcome
{
    Taken,
    Unchanged,
    Failed,
}
