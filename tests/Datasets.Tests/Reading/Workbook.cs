using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace Onebox.Datasets.Tests.Reading;

/// <summary>The smallest xlsx (ECMA-376) that holds some sheets.</summary>
internal static class Workbook
{
    public static byte[] Of(IReadOnlyList<IReadOnlyList<object?>> rows) => Of(("Fragen", rows));

    public static byte[] Of(params IReadOnlyList<(string Name, IReadOnlyList<IReadOnlyList<object?>> Rows)> sheets)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "[Content_Types].xml", $$"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{{Each(i => $"<Override PartName=\"/xl/worksheets/sheet{i}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>")}}</Types>""");
            Add(zip, "_rels/.rels", """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
            Add(zip, "xl/workbook.xml", $$"""<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{{Each(i => $"<sheet name=\"{sheets[i - 1].Name}\" sheetId=\"{i}\" r:id=\"r{i}\"/>")}}</sheets></workbook>""");
            Add(zip, "xl/_rels/workbook.xml.rels", $$"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{{Each(i => $"<Relationship Id=\"r{i}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>")}}</Relationships>""");
            for (var i = 0; i < sheets.Count; i++) Add(zip, string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{i + 1}.xml"), Sheet(sheets[i].Rows));
        }

        return bytes.ToArray();

        string Each(Func<int, string> part) => string.Concat(Enumerable.Range(1, sheets.Count).Select(part));
    }

    private static string Sheet(IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        var xml = new StringBuilder("""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>""");
        for (var r = 0; r < rows.Count; r++)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\">");
            for (var c = 0; c < rows[r].Count; c++)
            {
                var place = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + c)}{r + 1}");
                if (rows[r][c] is string text) xml.Append(CultureInfo.InvariantCulture, $"<c r=\"{place}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>");
                else if (rows[r][c] is { } number) xml.Append(CultureInfo.InvariantCulture, $"<c r=\"{place}\"><v>{number}</v></c>");
            }

            xml.Append("</row>");
        }

        return xml.Append("</sheetData></worksheet>").ToString();
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(content);
    }
}
