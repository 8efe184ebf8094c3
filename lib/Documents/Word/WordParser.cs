using System.Xml;
using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Word;

/// <summary>DOCX and its relatives (macros, templates, strict). The body is read paragraph by paragraph, never as one tree.</summary>
internal sealed class WordParser : IFormatParser
{
    public void Parse(Source source, Reading reading)
    {
        using var zip = new ZipPackage(source.Content, reading.Budget, reading.Format.Name);
        var package = new OfficePackage(zip, reading.Budget);
        var part = package.MainPart is { } main && zip.Has(main) ? main : "word/document.xml";
        package.Describe(reading);
        var document = new WordDocument(package, part, reading);
        using var reader = SafeXml.Open(zip.Open(part) ?? throw Refusals.Damaged(reading.Format.Name, "it has no text part."));
        var body = new WordBody(document);
        if (!reader.ReadToFollowing("body", reader.MoveToContent() == XmlNodeType.Element ? reader.NamespaceURI : "")) throw Refusals.Damaged(reading.Format.Name, "its text part has no body.");
        var depth = reader.Depth;
        reader.Read();
        while (!reader.EOF && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }

            var element = SafeXml.Read(reader, reading.Budget);
            if (element.Is("sectPr")) document.Sections.Add(element);
            else body.Add(element);
            foreach (var note in document.Pending) reading.Add(note);
            document.Pending.Clear();
        }

        body.End();
        WordMargins.Read(document);
        WordComments.Read(document, part);
        AddPages(document);
    }

    private static void AddPages(WordDocument document)
    {
        if (document.Pages.Current is null) return;
        var size = document.Sections.Select(s => s.Child("pgSz")).FirstOrDefault(s => s is not null);
        for (var page = 1; page <= document.Pages.Number; page++)
            document.Reading.Add(new Page(page, size.Real("w") / 20, size.Real("h") / 20));
    }
}
