using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Word;

/// <summary>
/// The page that text was on when Word last laid the document out. A Word file has no pages of its own: without those marks, breaks that the author set are counted,
/// and without any there is no page.
/// </summary>
internal sealed class WordPages
{
    private static readonly byte[] Mark = "lastRenderedPageBreak"u8.ToArray();
    private readonly bool _rendered;
    private readonly bool _any;

    public WordPages(OfficePackage package, string part, Reading reading)
    {
        _rendered = Contains(package, part, Mark, reading.Budget);
        _any = _rendered || Contains(package, part, "w:type=\"page\""u8.ToArray(), reading.Budget);
    }

    public int? Current => _any ? Number : null;

    public int Number { get; private set; } = 1;

    public void Rendered()
    {
        if (_rendered) Number++;
    }

    public void Broken()
    {
        if (!_rendered) Number++;
    }

    private static bool Contains(OfficePackage package, string part, byte[] mark, Budget budget)
    {
        using var stream = package.Zip.Open(part);
        if (stream is null) return false;
        var buffer = new byte[1 << 16];
        var kept = 0;
        int read;
        while ((read = stream.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            budget.Tick();
            var filled = kept + read;
            if (buffer.AsSpan(0, filled).IndexOf(mark) >= 0) return true;
            kept = Math.Min(mark.Length - 1, filled);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
        }

        return false;
    }
}
