using System.Xml.Linq;
using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;
using Onebox.Documents.Tables;

namespace Onebox.Documents.Slides;

/// <summary>A table on a slide: covered cells are written too, and marked.</summary>
internal static class SlideTable
{
    public static TableBlock? Read(XElement table, Dictionary<string, OfficePackage.Relation> relations, Reading reading)
    {
        var rows = new List<TableRow>();
        foreach (var row in table.Children("tr"))
        {
            var cells = new List<TableCell>();
            var column = 0;
            foreach (var cell in row.Children("tc"))
            {
                reading.Budget.Tick();
                var at = column++;
                if (cell.Value("hMerge") is "1" or "true" || cell.Value("vMerge") is "1" or "true") continue;
                var text = new SlideText(relations, reading);
                var words = string.Join('\n', cell.Child("txBody").Children("p").Select(p => text.Words(p, [])).Where(t => t.Length > 0));
                var (columns, lines) = (Math.Clamp(cell.Number("gridSpan") ?? 1, 1, 1000), Math.Clamp(cell.Number("rowSpan") ?? 1, 1, 10_000));
                if (words.Length > 0 || columns > 1 || lines > 1) cells.Add(new TableCell(words, at, lines, columns));
            }

            rows.Add(new TableRow(cells));
        }

        if (rows.All(r => r.Cells.All(c => c.Text.Length == 0))) return null;
        var first = table.Child("tblPr").Value("firstRow") is "1" or "true";
        return new TableBlock(rows, first && rows.Count > 1 ? 1 : HeaderRows.Count(rows));
    }
}
