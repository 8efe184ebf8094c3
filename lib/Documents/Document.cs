namespace Onebox.Documents;

/// <summary>What a file says, in the order in which a person reads it.</summary>
public sealed record Document
{
    /// <summary>The file's name without its folder; an attachment's own name.</summary>
    public required string Name { get; init; }

    /// <summary>By content, not by the name's ending: <c>application/pdf</c>, <c>text/markdown</c>…</summary>
    public required string MimeType { get; init; }

    /// <summary>What the file says about itself: <c>title</c>, <c>author</c>, <c>created</c>, <c>modified</c> (ISO 8601), <c>subject</c>, <c>from</c>, <c>to</c>, <c>encoding</c>…</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>What was left out or repaired, in sentences for the person who owns the file.</summary>
    public IReadOnlyList<string> Warnings { get; init => field = value ?? []; } = [];

    /// <summary>Pages of a PDF or picture, slides, sheets, chapters. Empty where the format has none (text, web page).</summary>
    public IReadOnlyList<Page> Pages { get; init => field = value ?? []; } = [];

    /// <summary>Empty when the blocks went to an <see cref="IBlockSink"/>.</summary>
    public IReadOnlyList<Block> Blocks { get; init => field = value ?? []; } = [];

    /// <summary>Files inside this file: a mail's attachments, each parsed as a document of its own.</summary>
    public IReadOnlyList<Document> Attachments { get; init => field = value ?? []; } = [];
}

/// <summary>One page, slide or sheet.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Width">In points (1/72 inch), as the reader sees it (rotation applied); null for sheets and chapters.</param>
/// <param name="Height">In points.</param>
/// <param name="Name">The sheet's or chapter's name, the slide's title.</param>
/// <param name="Hidden">The author hid this sheet or slide.</param>
/// <param name="NeedsOcr">It is a picture of text, and no OCR engine was given or it failed: the text is not in the blocks.</param>
/// <param name="Rotation">Clockwise degrees by which the scan had to be turned to be upright.</param>
public sealed record Page(int Number, double? Width = null, double? Height = null, string? Name = null, bool Hidden = false, bool NeedsOcr = false, int Rotation = 0);
