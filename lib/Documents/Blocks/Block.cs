using System.Text.Json.Serialization;

namespace Onebox.Documents;

/// <summary>A piece of a document that is read as one, and where it stands. The kinds are the derived records.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(HeadingBlock), "heading")]
[JsonDerivedType(typeof(ParagraphBlock), "paragraph")]
[JsonDerivedType(typeof(ListBlock), "list")]
[JsonDerivedType(typeof(TableBlock), "table")]
[JsonDerivedType(typeof(FigureBlock), "figure")]
[JsonDerivedType(typeof(CodeBlock), "code")]
[JsonDerivedType(typeof(FootnoteBlock), "footnote")]
public abstract record Block
{
    /// <summary>The headings above this block, outermost first; a heading's own text is not in its path.</summary>
    public IReadOnlyList<string> HeadingPath { get; init => field = value ?? []; } = [];

    /// <summary>Page, slide or sheet, from 1; null where the format has no pages or does not say.</summary>
    public int? Page { get; init; }

    /// <summary>Where on the page; null where the format does not say.</summary>
    public Box? Box { get; init; }

    /// <summary>Cells in a sheet; null elsewhere.</summary>
    public SheetRange? Range { get; init; }

    /// <summary>The OCR's own estimate from 0 to 1, the mean over the characters; null for text that was not read from a picture.</summary>
    public double? Confidence { get; init; }

    /// <summary>Links inside the text.</summary>
    public IReadOnlyList<Link>? Links { get; init; }

    /// <summary>The block as plain text: rows on lines and cells between tabs, list items on lines with their markers.</summary>
    public abstract string ToText();
}

/// <summary>In points (1/72 inch) from the page's top left corner, as the reader sees the page.</summary>
public sealed record Box(double X, double Y, double Width, double Height);

/// <param name="Sheet">The sheet's name.</param>
/// <param name="Cells">As a spreadsheet writes it: <c>A1:F20</c>.</param>
public sealed record SheetRange(string Sheet, string Cells);

/// <param name="Text">The words that are linked.</param>
/// <param name="Target">An address, or <c>#anchor</c> inside the document.</param>
public sealed record Link(string Text, string Target);
