using Onebox.Documents.Ocr;
using Onebox.Documents.Recognition;

namespace Onebox.Documents;

/// <summary>
/// Files → structure. Safe for many calls at once. A file that cannot be read is refused with a <see cref="DocumentRefusedException"/>; nothing else is thrown but
/// cancellation. Parsers are managed code except picture decoding and OCR; files of strangers are read in a worker process all the same.
/// </summary>
/// <param name="ocr">Reads pictures and scanned pages; without it they are marked <see cref="Page.NeedsOcr"/>.</param>
/// <param name="time">For the time limit.</param>
public sealed class DocumentParser(IOcrEngine? ocr = null, TimeProvider? time = null)
{
    /// <exception cref="DocumentRefusedException">The file cannot be read; the message says why.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public async Task<Document> ParseAsync(string path, ParseLimits? limits = null, CancellationToken cancellation = default)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using (file.ConfigureAwait(false))
            return await ParseAsync(file, Path.GetFileName(path), limits, cancellation);
    }

    /// <param name="content">The whole file; if it cannot seek it is copied to a temporary file first. Keep it open until the task ends.</param>
    /// <param name="name">The file's name; its ending decides only where the content does not.</param>
    /// <param name="limits">Null for the defaults.</param>
    /// <param name="cancellation">Stops the parsing soon.</param>
    /// <exception cref="DocumentRefusedException">The file cannot be read; the message says why.</exception>
    public Task<Document> ParseAsync(Stream content, string name, ParseLimits? limits = null, CancellationToken cancellation = default) =>
        new BoundedRun(ocr, time ?? TimeProvider.System, limits ?? new ParseLimits()).ParseAsync(content, name, sink: null, cancellation);

    /// <summary>As <see cref="ParseAsync(Stream, string, ParseLimits?, CancellationToken)"/>, but the blocks go to a sink while they are read, and the result has none.</summary>
    public Task<Document> ParseAsync(Stream content, string name, IBlockSink sink, ParseLimits? limits = null, CancellationToken cancellation = default) =>
        new BoundedRun(ocr, time ?? TimeProvider.System, limits ?? new ParseLimits()).ParseAsync(content, name, sink, cancellation);
}
