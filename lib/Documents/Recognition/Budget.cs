namespace Onebox.Documents.Recognition;

/// <summary>What one file has used of its limits. Shared by a mail and its attachments, so that nesting multiplies nothing.</summary>
internal sealed class Budget(ParseLimits limits, TimeProvider time, CancellationToken cancellation)
{
    private const long SmallPart = 16L << 20;
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _ocr;
    private long _ocrStart;
    private long _expanded;
    private long _characters;
    private long _cells;
    private int _blocks;
    private int _ticks;

    public ParseLimits Limits => limits;

    public CancellationToken Cancellation => cancellation;

    /// <summary>What is left of the time; OCR has a limit of its own and does not count.</summary>
    public TimeSpan Left => limits.MaxDuration - (time.GetElapsedTime(_start) - OcrTime);

    private TimeSpan OcrTime => _ocrStart is 0 ? _ocr : _ocr + time.GetElapsedTime(_ocrStart);

    /// <summary>Call it in every loop over what the file says: cancelled, or too slow?</summary>
    public void Tick()
    {
        if ((++_ticks & 63) == 0) CheckTime();
    }

    public void CheckTime()
    {
        cancellation.ThrowIfCancellationRequested();
        if (Left <= TimeSpan.Zero) throw Refusals.TooSlow(limits);
    }

    /// <summary>Counts bytes that were unpacked.</summary>
    /// <param name="bytes">Unpacked since the last call.</param>
    /// <param name="partExpanded">Unpacked of this part so far.</param>
    /// <param name="partPacked">What the part takes in the file.</param>
    public void Expand(long bytes, long partExpanded, long partPacked)
    {
        _expanded += bytes;
        if (_expanded > limits.MaxExpandedBytes)
            throw new DocumentRefusedException(RefusalReason.Expands, $"The file unpacks to more than {limits.MaxExpandedBytes >> 20} MiB. If it is honest, raise the limit for unpacked bytes.");
        if (partExpanded > SmallPart && partExpanded > limits.MaxExpansion * Math.Max(1, partPacked))
            throw new DocumentRefusedException(RefusalReason.Expands, $"A part of the file unpacks to more than {limits.MaxExpansion:0} times its size, as archives made to harm do.");
    }

    public void Count(Block block, bool kept)
    {
        Tick();
        if (!kept) return;
        if (++_blocks > limits.MaxBlocks) throw Refusals.TooLarge($"It has more than {limits.MaxBlocks:N0} paragraphs, tables and pictures.");
        _characters += block switch
        {
            TableBlock table => table.Rows.Sum(r => r.Cells.Sum(c => (long)c.Text.Length)),
            ListBlock list => list.Items.Sum(i => (long)i.Text.Length),
            _ => block.ToText().Length,
        };
        if (_characters > limits.MaxCharacters) throw Refusals.TooLarge($"It has more than {limits.MaxCharacters:N0} characters.");
        if (block is not TableBlock cells) return;
        _cells += cells.Rows.Sum(r => (long)r.Cells.Count);
        if (_cells > limits.MaxCells) throw Refusals.TooLarge($"Its tables have more than {limits.MaxCells:N0} cells.");
    }

    public void CountPage(int pages)
    {
        if (pages > limits.MaxPages) throw Refusals.TooLarge($"It has more than {limits.MaxPages:N0} pages.");
    }

    public void CheckDepth(int depth)
    {
        if (depth > limits.MaxDepth) throw new DocumentRefusedException(RefusalReason.TooDeep, $"Its parts are nested more than {limits.MaxDepth} deep. No program that people write with does that.");
    }

    /// <summary>Runs OCR with its own clock.</summary>
    /// <returns>Null when the time for OCR is used up.</returns>
    public T? Ocr<T>(Func<T> read) where T : class
    {
        if (OcrIsOver) return null;
        _ocrStart = Math.Max(1, time.GetTimestamp());
        try
        {
            return read();
        }
        finally
        {
            _ocr += time.GetElapsedTime(_ocrStart);
            _ocrStart = 0;
        }
    }

    public bool OcrIsOver => OcrTime > limits.MaxOcrDuration;

    /// <summary>One picture may take as long again as all pictures before the watch over the thread gives up.</summary>
    public bool OcrIsStuck => OcrTime > 2 * limits.MaxOcrDuration;
}
