using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Onebox.Documents;
using Onebox.Kernel;
using Onebox.Knowledge.Index;

namespace Onebox.Knowledge.Ingestion;

/// <summary>One file into a base: hash → unchanged? → read → cut → handed over to be embedded and written.</summary>
internal sealed class IngestFile(Ids ids, RefusedFiles refused, IOptions<KnowledgeOptions> options, TimeProvider clock)
{
    /// <param name="before">What the base holds of it; null for nothing.</param>
    /// <param name="trusted">A file that was written before this and has the size and time that it had when it was read is taken for unchanged: it is not hashed again.</param>
    /// <returns>The reason when it failed; such a file fails alone.</returns>
    public async Task<(IngestOutcome Outcome, string? Reason)> RunAsync(
        OpenBase target, ListedFile file, StoredDocument? before, IngestInput input, FileLabels labels, DateTimeOffset trusted, DocumentReader reader, WriteTogether writes, CancellationToken cancellation)
    {
        var stored = Draft(file, input, labels);
        try
        {
            var info = new FileInfo(file.Origin);
            stored = stored with { SizeBytes = info.Length, ModifiedAt = new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero), Cut = target.Cut };
            if (before is not null && refused.IsDone(before, target, input) && before.HasStamp(info.Length, stored.ModifiedAt) && stored.ModifiedAt < trusted) return await UnchangedAsync(writes, before, stored, input, cancellation);
            if (info.Length > options.Value.MaxFileBytes) return await FailAsync(writes, stored, $"It has {info.Length >> 20} MiB; the limit is {options.Value.MaxFileBytes >> 20} MiB.", cancellation);
            // Not opened: a pipe has no length either, and whoever opens one waits for its other end.
            if (info.Length == 0) return await FailAsync(writes, stored, "The file is empty: it has no bytes. Copy it again from where it came.", cancellation);
            stored = stored with { Sha256 = await HashAsync(file.Origin, cancellation) };
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            if (Directory.Exists(file.Origin)) return await FailAsync(writes, stored, "This folder cannot be looked into: the box may not read it, or its disk does not answer.", cancellation);
            if (file.Origin.Contains('\uFFFD', StringComparison.Ordinal)) return await FailAsync(writes, stored, "Its name is not valid UTF-8, so that it cannot be opened. Rename it.", cancellation);
            // Renamed or removed since the folder was listed, as editors do when they save: the next look tells.
            return (IngestOutcome.Unchanged, "It was gone when it was to be read.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return await UnreadableAsync(writes, before, stored, error.Message, cancellation);
        }

        if (before is not null && before.Sha256 == stored.Sha256 && refused.IsDone(before, target, input)) return await UnchangedAsync(writes, before, stored, input, cancellation);
        var reading = await reader.ReadAsync(file.Origin, Path.GetFileName(file.Name), cancellation);
        if (reading.Kind == UnreadKind.Unreadable) return await UnreadableAsync(writes, before, stored, reading.Refusal!, cancellation);
        if (reading.Document is not { } document) return await FailAsync(writes, reading.Kind == UnreadKind.Refused ? stored with { Cut = refused.Mark(target) } : stored, reading.Refusal ?? "It could not be read.", cancellation);
        document = WithAttachments(document);
        var chunks = target.Policy.Cut(document, target.Sizes, target.Embedder.Size).ToList();
        if (chunks.Count == 0)
        {
            stored = stored with { MimeType = document.MimeType };
            return document.Pages.Any(p => p.NeedsOcr)
                ? await FailAsync(writes, stored, "It holds pictures of text, and none could be read.", cancellation)
                : await FailAsync(writes, stored with { Cut = refused.Mark(target) }, "There is no text in it.", cancellation);
        }

        stored = stored with { MimeType = document.MimeType, State = StoredDocument.Ready, Reason = null, Pages = document.Pages.Count, Warnings = [.. document.Warnings.Select(w => w.ReplaceLineEndings(" "))] };
        await writes.AddAsync(new PendingWrite(chunks, (connection, change, embedded) => DocumentWriter.Put(connection, change, stored, document, embedded)), cancellation);
        return (IngestOutcome.Taken, null);
    }

    public static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var bytes = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, cancellation));
    }

    /// <summary>Readers and tags alone: they change whether or not the file can be read now.</summary>
    public static async Task RegroupAsync(WriteTogether writes, StoredDocument before, FileLabels labels, CancellationToken cancellation)
    {
        if (before.Readers.SequenceEqual(labels.Readers, StringComparer.Ordinal) && before.Tags.SequenceEqual(labels.Tags, StringComparer.Ordinal)) return;
        await writes.AddAsync(new PendingWrite([], (connection, _, _) => DocumentWriter.Regroup(connection, before.Id, labels.Readers, labels.Tags)), cancellation);
    }

    private static async Task<(IngestOutcome Outcome, string? Reason)> UnchangedAsync(WriteTogether writes, StoredDocument before, StoredDocument stored, IngestInput input, CancellationToken cancellation)
    {
        await RegroupAsync(writes, before, new FileLabels(stored.Readers, stored.Tags), cancellation);
        if (!before.HasStamp(stored.SizeBytes, stored.ModifiedAt)) await writes.AddAsync(new PendingWrite([], (connection, _, _) => DocumentWriter.Touch(connection, before.Id, stored.ModifiedAt)), cancellation);
        if (!before.IsReady) return (input.IsAsked ? IngestOutcome.Failed : IngestOutcome.Unchanged, before.Reason);
        if (before.Reason is not null) await writes.AddAsync(new PendingWrite([], (connection, _, _) => DocumentWriter.Doubt(connection, before.Id, null)), cancellation);
        return (IngestOutcome.Unchanged, null);
    }

    /// <summary>A share that does not answer says nothing of what its files hold: what was read of them stays. Readable again, it is read, asked for or not.</summary>
    private static async Task<(IngestOutcome Outcome, string? Reason)> UnreadableAsync(WriteTogether writes, StoredDocument? before, StoredDocument stored, string why, CancellationToken cancellation)
    {
        if (before is not { IsReady: true }) return await FailAsync(writes, stored with { Cut = "" }, $"It cannot be read: {why}", cancellation);
        await RegroupAsync(writes, before, new FileLabels(stored.Readers, stored.Tags), cancellation);
        var reason = $"It cannot be read now: {why} What was read of it before is kept.";
        await writes.AddAsync(new PendingWrite([], (connection, _, _) => DocumentWriter.Doubt(connection, before.Id, reason)), cancellation);
        return (IngestOutcome.Failed, reason);
    }

    private StoredDocument Draft(ListedFile file, IngestInput input, FileLabels labels)
    {
        var now = clock.GetUtcNow();
        return new StoredDocument(
            0, input.Attached?.Id ?? ids.New(ResourceKinds.Document), file.Origin, file.Source, file.Name, "", 0, "", StoredDocument.Failed, null,
            labels.Readers, labels.Tags, input.Owner, 0, 1, now, now, "", [])
        {
            Attributes = input.Attached?.Attributes,
        };
    }

    /// <summary>The base says of the file that it failed, and why; what it held of it before is gone, since it is no longer what the file says.</summary>
    private static async Task<(IngestOutcome Outcome, string? Reason)> FailAsync(WriteTogether writes, StoredDocument stored, string reason, CancellationToken cancellation)
    {
        await writes.AddAsync(new PendingWrite([], (connection, change, _) => DocumentWriter.Put(connection, change, stored with { State = StoredDocument.Failed, Reason = reason }, null, [])), cancellation);
        return (IngestOutcome.Failed, reason);
    }

    /// <summary>A mail's attachments are read as part of it, each under its own name.</summary>
    private static Document WithAttachments(Document document)
    {
        if (document.Attachments.Count == 0) return document;
        var blocks = document.Blocks.ToList();
        foreach (var attachment in document.Attachments.Select(WithAttachments))
        {
            blocks.Add(new HeadingBlock(1, attachment.Name));
            blocks.AddRange(attachment.Blocks.Select(b => b with { HeadingPath = [attachment.Name, .. b.HeadingPath] }));
        }

        return document with { Blocks = blocks, Attachments = [] };
    }
}
