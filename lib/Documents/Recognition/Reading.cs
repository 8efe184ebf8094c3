using Onebox.Documents.Ocr;
using Onebox.Documents.Text;

namespace Onebox.Documents.Recognition;

/// <summary>One file while it is read: the parser puts blocks, pages, facts and warnings in, and the document comes out.</summary>
internal sealed class Reading(FileFormat format, string name, Budget budget, IOcrEngine? ocr, IBlockSink? sink, int depth)
{
    private const int MostWarnings = 50;
    private readonly List<Block> _blocks = [];
    private readonly List<Page> _pages = [];
    private readonly List<string> _warnings = [];
    private readonly List<Document> _attachments = [];
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    public Budget Budget => budget;

    public ParseLimits Limits => budget.Limits;

    public IOcrEngine? Ocr => ocr;

    /// <summary>0 for the file itself, 1 for its attachments…</summary>
    public int Depth => depth;

    public FileFormat Format => format;

    public Outline Outline { get; } = new();

    /// <summary>Gives a block its heading path and counts it.</summary>
    public void Add(Block block)
    {
        if (block is HeadingBlock { Text.Length: 0 } or ParagraphBlock { Text.Length: 0 } or ListBlock { Items.Count: 0 } or TableBlock { Rows.Count: 0 }) return;
        block = WithoutEndlessWords(block);
        var placed = block switch
        {
            HeadingBlock heading => block with { HeadingPath = Outline.Open(heading.Level, heading.Text) },
            _ => block with { HeadingPath = Outline.Path },
        };
        budget.Count(placed, kept: sink is null);
        if (sink is null) _blocks.Add(placed);
        else sink.Accept(placed);
    }

    private Block WithoutEndlessWords(Block block)
    {
        var (text, leftOut) = block switch
        {
            ParagraphBlock paragraph => EndlessWords.Shorten(paragraph.Text),
            CodeBlock code => EndlessWords.Shorten(code.Text),
            _ => ("", 0),
        };
        if (leftOut == 0) return block;
        Warn("Stretches of thousands of characters without a space are data and no text: only the first 200 characters of each were kept.");
        return block is ParagraphBlock words ? words with { Text = text } : ((CodeBlock)block) with { Text = text };
    }

    public void Add(Page page)
    {
        _pages.Add(page);
        budget.CountPage(_pages.Count);
    }

    /// <summary>Says a thing that was left out or repaired, once.</summary>
    public void Warn(string warning)
    {
        if (_warnings.Count < MostWarnings && !_warnings.Contains(warning, StringComparer.Ordinal)) _warnings.Add(warning);
    }

    public void Describe(string key, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) _metadata[key] = value.Trim();
    }

    /// <summary>Reads a file inside this file. If it is refused, that is a warning of this document.</summary>
    public void Attach(Stream content, string attachmentName)
    {
        if (depth >= Limits.MaxAttachmentDepth)
        {
            Warn($"\"{attachmentName}\" was left out: files are nested more than {Limits.MaxAttachmentDepth} deep.");
            return;
        }

        try
        {
            _attachments.Add(BoundedRun.Parse(new Source(content, attachmentName), budget, ocr, sink: null, depth + 1));
        }
        catch (DocumentRefusedException refusal) when (refusal.Reason is not RefusalReason.TooSlow)
        {
            Warn($"The attachment \"{attachmentName}\" was left out. {refusal.Message}");
        }
    }

    public Document Finish() => new()
    {
        Name = name,
        MimeType = format.MimeType,
        Metadata = _metadata,
        Warnings = _warnings,
        Pages = _pages,
        Blocks = _blocks,
        Attachments = _attachments,
    };
}
