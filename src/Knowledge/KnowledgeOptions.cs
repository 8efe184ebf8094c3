using System.ComponentModel.DataAnnotations;

namespace Onebox.Knowledge;

/// <summary>Settings of knowledge bases (<c>Onebox:Knowledge</c>).</summary>
public sealed class KnowledgeOptions
{
    /// <value>2 GiB: main memory of the process that reads documents; reading large pictures takes most of it.</value>
    [Range(64L << 20, long.MaxValue)]
    public long ParserMemoryBytes { get; set; } = 2L << 30;

    /// <value>2 minutes for one file, without the time that reading its pictures takes.</value>
    public TimeSpan ParseTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <value>30 minutes for the pictures of one file.</value>
    public TimeSpan OcrTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <value>200,000: files of one ingestion.</value>
    [Range(1, int.MaxValue)]
    public int MaxFiles { get; set; } = 200_000;

    /// <value>512 MiB: the largest file that is read.</value>
    [Range(1, long.MaxValue)]
    public long MaxFileBytes { get; set; } = 512L << 20;

    /// <value>50 million: characters of one document. The box holds it whole while it is cut and written.</value>
    [Range(1, long.MaxValue)]
    public long MaxCharacters { get; set; } = 50_000_000;

    /// <value>2 million: table cells of one document.</value>
    [Range(1, long.MaxValue)]
    public long MaxCells { get; set; } = 2_000_000;

    /// <value>2,000 tokens of the model that answers: while a prompt is shorter, passages grow by what stands around them. Small models read short prompts better, and a processor reads them sooner.</value>
    [Range(0, 1 << 20)]
    public int ReadTokens { get; set; } = 2000;

    /// <value>3 seconds: how often watched folders are looked at.</value>
    public TimeSpan WatchEvery { get; set; } = TimeSpan.FromSeconds(3);

    /// <value>Empty: any path that the box can read, but its own data folder. Otherwise files are taken from below these folders only.</value>
    public IList<string> Roots { get; } = [];
}
