namespace Onebox.Documents;

/// <summary>The most that one file may ask of its parser. The defaults read any honest document of an office.</summary>
public sealed record ParseLimits
{
    /// <value>512 MiB</value>
    public long MaxFileBytes { get; init; } = 512L << 20;

    /// <summary>Bytes that the file's compressed parts unpack to, all together. A sheet is read as a stream and counts here, too.</summary>
    /// <value>4 GiB</value>
    public long MaxExpandedBytes { get; init; } = 4L << 30;

    /// <summary>Unpacked : packed of one part; held only against parts that unpack to more than 16 MiB.</summary>
    /// <value>200</value>
    public double MaxExpansion { get; init; } = 200;

    /// <summary>Pages, slides, sheets or chapters.</summary>
    /// <value>5,000</value>
    public int MaxPages { get; init; } = 5_000;

    /// <value>500,000</value>
    public int MaxBlocks { get; init; } = 500_000;

    /// <summary>Characters of text in all blocks that are kept in memory.</summary>
    /// <value>200 million</value>
    public long MaxCharacters { get; init; } = 200_000_000;

    /// <summary>Table cells, when blocks are kept in memory; a sink may take any number.</summary>
    /// <value>5 million</value>
    public long MaxCells { get; init; } = 5_000_000;

    /// <summary>Elements inside elements, attachments inside attachments count each for themselves.</summary>
    /// <value>256</value>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Mails inside mails.</summary>
    /// <value>4</value>
    public int MaxAttachmentDepth { get; init; } = 4;

    /// <summary>Width × height of one picture.</summary>
    /// <value>100 million</value>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>For the whole file, by the clock, without the time that OCR takes.</summary>
    /// <value>2 minutes</value>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For reading the pictures of the whole file.</summary>
    /// <value>30 minutes</value>
    public TimeSpan MaxOcrDuration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Rows of a sheet in one table block; a longer table comes in parts.</summary>
    /// <value>1,000</value>
    public int RowsPerTablePart { get; init; } = 1_000;
}
