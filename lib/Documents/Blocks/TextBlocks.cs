using System.Text.Json.Serialization;

namespace Onebox.Documents;

/// <param name="Level">1 is the outermost.</param>
/// <param name="Text">Without its number if the format counts by itself.</param>
public sealed record HeadingBlock(int Level, string Text) : Block
{
    public override string ToText() => Text;
}

/// <param name="Text">One paragraph; line breaks that the author set are kept as <c>\n</c>.</param>
/// <param name="Role">Null for the body.</param>
public sealed record ParagraphBlock(string Text, ParagraphRole? Role = null) : Block
{
    public override string ToText() => Text;
}

/// <summary>What a paragraph is when it is not body text.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParagraphRole>))]
public enum ParagraphRole
{
    [JsonStringEnumMemberName("quote")] Quote,
    [JsonStringEnumMemberName("caption")] Caption,
    [JsonStringEnumMemberName("header")] Header,
    [JsonStringEnumMemberName("footer")] Footer,
    [JsonStringEnumMemberName("textBox")] TextBox,
    [JsonStringEnumMemberName("speakerNotes")] SpeakerNotes,
    [JsonStringEnumMemberName("comment")] Comment,
}

/// <summary>Items in order; nesting is each item's level.</summary>
public sealed record ListBlock(IReadOnlyList<ListItem> Items) : Block
{
    public override string ToText() => string.Join('\n', Items.Select(i => $"{new string(' ', 2 * i.Level)}{i.Marker} {i.Text}"));
}

/// <param name="Text">The item's words without its marker.</param>
/// <param name="Level">0 is the outermost.</param>
/// <param name="Marker">What the reader sees before the item: <c>•</c>, <c>1.</c>, <c>a)</c>…</param>
public sealed record ListItem(string Text, int Level, string Marker);

/// <param name="Text">With its line breaks and indentation.</param>
/// <param name="Language">If the document says which.</param>
public sealed record CodeBlock(string Text, string? Language = null) : Block
{
    public override string ToText() => Text;
}

/// <param name="Marker">The mark in the text that it belongs to: <c>1</c>, <c>*</c>…; the text has it as <c>[^1]</c>.</param>
/// <param name="Text">The note.</param>
public sealed record FootnoteBlock(string Marker, string Text) : Block
{
    public override string ToText() => $"[^{Marker}] {Text}";
}

/// <summary>A picture or a chart. What OCR reads in it follows as its text.</summary>
/// <param name="Description">The author's alternative text or caption; null if none.</param>
/// <param name="Text">Words read from the picture by OCR; null if none or no engine.</param>
/// <param name="MediaType">Of the embedded picture: <c>image/png</c>…; null for drawings.</param>
/// <param name="Part">The picture's name inside the file (<c>word/media/image1.png</c>), so that it can be shown; null if it has none.</param>
public sealed record FigureBlock(string? Description, string? Text = null, string? MediaType = null, string? Part = null) : Block
{
    public override string ToText() => string.Join('\n', new[] { Description, Text }.Where(t => !string.IsNullOrEmpty(t)));
}
