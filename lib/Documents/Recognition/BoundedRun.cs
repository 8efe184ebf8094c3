using System.Xml;
using Onebox.Documents.Ocr;

namespace Onebox.Documents.Recognition;

/// <summary>
/// Runs a parser on a thread of its own, with a deep stack and a clock. A library that never returns cannot be stopped in .NET: its thread is left behind and the
/// caller gets its refusal in time; the worker process is then ended by whoever started it.
/// </summary>
internal sealed class BoundedRun(IOcrEngine? ocr, TimeProvider time, ParseLimits limits)
{
    private const int StackBytes = 64 << 20;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public async Task<Document> ParseAsync(Stream content, string name, IBlockSink? sink, CancellationToken cancellation)
    {
        using var copy = await SeekableAsync(content, cancellation);
        var source = new Source(copy ?? content, name);
        if (source.Length > limits.MaxFileBytes)
            throw Refusals.TooLarge($"The file has {source.Length >> 20} MiB; the limit is {limits.MaxFileBytes >> 20} MiB.");
        var budget = new Budget(limits, time, cancellation);
        var done = new TaskCompletionSource<Document>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(source, budget, sink, done), StackBytes) { IsBackground = true, Name = "document parser" };
        thread.Start();
        while (!done.Task.IsCompleted)
        {
            var left = budget.Left + Grace;
            if (left <= TimeSpan.Zero || budget.OcrIsStuck) throw Refusals.TooSlow(limits);
            await Task.WhenAny(done.Task, Task.Delay(left, time, cancellation));
            if (!done.Task.IsCompleted) cancellation.ThrowIfCancellationRequested();
        }

        return await done.Task;
    }

    /// <summary>Parses on the caller's thread: for files inside files.</summary>
    public static Document Parse(Source source, Budget budget, IOcrEngine? ocr, IBlockSink? sink, int depth)
    {
        var format = FormatSniffer.Sniff(source);
        var reading = new Reading(format, Path.GetFileName(source.Name), budget, ocr, sink, depth);
        try
        {
            format.Parser().Parse(source, reading);
        }
        catch (Exception thrown) when (thrown is not (DocumentRefusedException or OperationCanceledException))
        {
            throw Translate(format, thrown, budget.Limits);
        }

        return reading.Finish();
    }

    private void Run(Source source, Budget budget, IBlockSink? sink, TaskCompletionSource<Document> done)
    {
        try
        {
            done.SetResult(Parse(source, budget, ocr, sink, depth: 0));
        }
        catch (OperationCanceledException canceled)
        {
            done.TrySetCanceled(canceled.CancellationToken);
        }
        catch (Exception thrown)
        {
            done.TrySetException(thrown as DocumentRefusedException ?? Translate(FileFormat.Text, thrown, limits));
        }
    }

    // Libraries throw anything on damaged input; the type is for the log (inner exception), the sentence for the owner.
    private static DocumentRefusedException Translate(FileFormat format, Exception thrown, ParseLimits limits) => thrown switch
    {
        OutOfMemoryException => new(RefusalReason.TooLarge, "Reading it needs more memory than there is. Split it.", thrown),
        InsufficientExecutionStackException => new(RefusalReason.TooDeep, $"Its parts are nested more than {limits.MaxDepth} deep. No program that people write with does that.", thrown),
        // The reader of XML has no other sign for it than its words.
        XmlException { Message: var why } when why.Contains("DTD", StringComparison.Ordinal) => Refusals.Entities(format.Name, thrown),
        _ => Refusals.Damaged(format.Name, "it could not be read to its end.", thrown),
    };

    private async Task<FileStream?> SeekableAsync(Stream content, CancellationToken cancellation)
    {
        if (content.CanSeek) return null;
        var copy = new FileStream(
            Path.Combine(Path.GetTempPath(), $"onebox-document-{Path.GetRandomFileName()}"),
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        try
        {
            var buffer = new byte[81920];
            int read;
            while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
            {
                await copy.WriteAsync(buffer.AsMemory(0, read), cancellation);
                if (copy.Length > limits.MaxFileBytes) throw Refusals.TooLarge($"The file has more than {limits.MaxFileBytes >> 20} MiB.");
            }

            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }
}
