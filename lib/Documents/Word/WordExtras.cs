using System.Xml.Linq;
using Onebox.Documents.Packages;
using Onebox.Documents.Pictures;

namespace Onebox.Documents.Word;

/// <summary>What hangs on a paragraph and is read after it: notes, pictures, charts, diagrams, text boxes.</summary>
internal sealed class WordExtras(WordDocument document)
{
    public void Read(WordText text, int? page, List<Block> after, ParagraphRole? role)
    {
        foreach (var (marker, note, _) in text.Notes) after.Add(new FootnoteBlock(marker, Words(note)) { Page = page });
        foreach (var drawing in text.Drawings) Drawing(drawing, page, after);
        foreach (var box in text.TextBoxes) TextBox(box, page, after, role);
    }

    /// <returns>All paragraphs below as lines.</returns>
    public string Words(XElement container)
    {
        var lines = new List<string>();
        foreach (var paragraph in container.Descendants().Where(e => e.Name.LocalName == "p" && !e.Ancestors().TakeWhile(a => a != container).Any(a => a.Name.LocalName is "Fallback" or "del" or "txbxContent")))
        {
            var text = new WordText(document);
            text.Read(paragraph);
            if (text.Take() is { Length: > 0 } words) lines.Add(words);
        }

        return string.Join('\n', lines);
    }

    private void TextBox(XElement box, int? page, List<Block> after, ParagraphRole? role)
    {
        foreach (var element in WordTable.Flat(box))
        {
            if (element.Is("tbl"))
            {
                if (new WordTable(document).Read(element) is { } found) after.Add(found with { Page = page });
                continue;
            }

            var text = new WordText(document);
            text.Read(element);
            var words = text.Take();
            if (words.Length > 0 && document.Count(element.Child("pPr")).Marker is { } marker) words = $"{marker} {words}";
            if (words.Length > 0) after.Add(new ParagraphBlock(words, role ?? ParagraphRole.TextBox) { Page = page, Links = text.Links.Count > 0 ? text.Links : null });
            foreach (var drawing in text.Drawings) Drawing(drawing, page, after);
        }
    }

    private void Drawing(XElement drawing, int? page, List<Block> after)
    {
        var name = drawing.All("docPr").FirstOrDefault();
        var description = name.Value("descr") ?? name.Value("title") ?? drawing.All("shape").FirstOrDefault().Value("alt");
        foreach (var picture in drawing.Descendants().Where(e => e.Name.LocalName is "blip" or "imagedata"))
        {
            if (document.Part(picture.Value("embed") ?? picture.Value("id"), "/image") is not { } part) continue;
            after.Add(EmbeddedPicture.Read(document.Package.Picture(part), document.Reading, description, part) with { Page = page });
        }

        foreach (var chart in drawing.All("chart"))
            if (document.Part(chart.Value("id"), "/chart") is { } part && ChartTable.Read(document.Package.Load(part)) is { } table) after.Add(table with { Page = page });
        foreach (var diagram in drawing.All("relIds"))
            if (document.Part(diagram.Value("dm"), "/diagramData") is { } part && DiagramList.Read(document.Package.Load(part)) is { } list) after.Add(list with { Page = page });
    }
}
