using System.Xml.Linq;
using Onebox.Documents.Packages;
using Onebox.Documents.Tables;

namespace Onebox.Documents.Word;

/// <summary>A table with merged cells. Word writes a cell that is merged downwards in every row; here it is one cell that spans.</summary>
internal sealed class WordTable(WordDocument document)
{
    private sealed class OpenCell(int row, int column, int span, string text)
    {
        public int Row => row;

        public int Column => column;

        public int Span => span;

        public string Text => text;

        public int Rows { get; set; } = 1;
    }

    public TableBlock? Read(XElement table, int depth = 0)
    {
        document.Reading.Budget.CheckDepth(depth);
        var page = document.Pages.Current;
        var rows = new List<List<OpenCell>>();
        var above = new Dictionary<int, OpenCell>();
        var headers = 0;
        foreach (var row in Content(table, "tr"))
        {
            document.Reading.Budget.Tick();
            var properties = row.Child("trPr");
            if (properties.Child("del") is not null) continue;
            if (headers == rows.Count && properties.IsOn("tblHeader")) headers++;
            rows.Add(Row(row, properties, rows.Count, above, depth));
        }

        var read = rows.Select(r => new TableRow(r.Where(c => c.Text.Length > 0 || c.Span > 1 || c.Rows > 1).Select(c => new TableCell(c.Text, c.Column, c.Rows, c.Span)).ToArray())).ToList();
        if (read.All(r => r.Cells.All(c => c.Text.Length == 0))) return null;
        return new TableBlock(read, headers > 0 && headers < read.Count ? headers : HeaderRows.Count(read)) { Page = page };
    }

    private List<OpenCell> Row(XElement row, XElement? properties, int number, Dictionary<int, OpenCell> above, int depth)
    {
        var cells = new List<OpenCell>();
        var column = int.TryParse(properties.ChildValue("gridBefore"), out var before) ? Math.Clamp(before, 0, 1000) : 0;
        foreach (var cell in Content(row, "tc"))
        {
            var own = cell.Child("tcPr");
            var span = int.TryParse(own.ChildValue("gridSpan"), out var wide) ? Math.Clamp(wide, 1, 1000) : 1;
            var merge = own.Child("vMerge");
            if (own.Child("hMerge") is { } joined && joined.Value("val") is null or "continue" && own.Child("hMerge") is not null)
            {
                column += span;
                continue;
            }

            if (merge is not null && merge.Value("val") is null or "continue" && merge is not null && above.TryGetValue(column, out var upper) && upper.Row + upper.Rows == number)
            {
                upper.Rows++;
            }
            else
            {
                var opened = new OpenCell(number, column, span, Text(cell, depth));
                cells.Add(opened);
                above[column] = opened;
            }

            column += span;
        }

        return cells;
    }

    private string Text(XElement cell, int depth)
    {
        var lines = new List<string>();
        foreach (var child in Flat(cell))
        {
            if (child.Is("tbl"))
            {
                if (Read(child, depth + 1) is { } inner) lines.Add(inner.ToText());
                continue;
            }

            var text = new WordText(document);
            text.Read(child);
            var words = text.Take();
            if (words.Length > 0) lines.Add(document.Count(child.Child("pPr")).Marker is { } marker ? $"{marker} {words}" : words);
            var extras = new List<Block>();
            new WordExtras(document).Read(text, document.Pages.Current, extras, null);
            document.Pending.AddRange(extras.OfType<FootnoteBlock>());
            lines.AddRange(extras.Where(e => e is not FootnoteBlock).Select(e => e.ToText()).Where(t => t.Length > 0));
        }

        return string.Join('\n', lines);
    }

    /// <summary>Paragraphs and tables in their order, also those in content controls and those that a reviewer put in.</summary>
    public static IEnumerable<XElement> Flat(XElement parent) =>
        parent.Elements().SelectMany(e => e.Name.LocalName switch
        {
            "p" or "tbl" => [e],
            "sdt" or "sdtContent" or "ins" or "customXml" => Flat(e),
            _ => (IEnumerable<XElement>)[],
        });

    // Rows and cells may be wrapped in content controls.
    private static IEnumerable<XElement> Content(XElement parent, string name) =>
        parent.Elements().SelectMany(e => e.Is(name) ? [e] : e.Name.LocalName is "sdt" or "sdtContent" or "customXml" ? Content(e, name) : (IEnumerable<XElement>)[]);
}
