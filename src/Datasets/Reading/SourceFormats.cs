using System.IO.Compression;

namespace Onebox.Datasets.Reading;

/// <summary>All formats, and which of them a file is: by what somebody said, by its content, and by its name where the content leaves it open.</summary>
internal static class SourceFormats
{
    public static readonly IReadOnlyList<ISourceFormat> All = [new JsonLinesFormat(), new JsonFormat(), DelimitedFormat.Csv, DelimitedFormat.Tsv, new ParquetFormat(), new ExcelFormat(), new TextFormat()];

    /// <exception cref="Kernel.ProblemException"><c>dataset.format_unknown</c>, or the file is of a kind that holds no rows.</exception>
    public static ISourceFormat Of(SourceFile file)
    {
        if (file.Settings.Format is { } said) return Named(said) ?? throw DatasetsErrors.FormatUnknown(said);
        return Named(ByContent(file)) ?? throw DatasetsErrors.FormatUnknown(file.FileName);
    }

    private static ISourceFormat? Named(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string ByContent(SourceFile file)
    {
        var head = file.Head();
        if (head.AsSpan().StartsWith("PAR1"u8)) return "parquet";
        if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])) return "excel";
        if (head.AsSpan().StartsWith("PK\u0003\u0004"u8)) return IsWorkbook(file) ? "excel" : throw DatasetsErrors.Malformed("dataset", "it is a ZIP archive.");
        var text = file.HeadText(head).TrimStart();
        var byName = All.FirstOrDefault(f => f.Extensions.Any(e => file.InnerName.EndsWith(e, StringComparison.OrdinalIgnoreCase)))?.Name;
        if (byName is "csv" or "tsv" or "text") return byName;
        if (text.StartsWith('[')) return byName == "jsonl" && IsArrayALine(text) ? "jsonl" : "json";
        if (text.StartsWith('{')) return IsObjectALine(text, byName) ? "jsonl" : "json";
        if (byName is not null) return byName;
        return Delimiters.Find(text) switch { '\t' => "tsv", not null => "csv", _ => "text" };
    }

    /// <summary>True when the first line is an object of its own. Of a file with one line, its name decides.</summary>
    private static bool IsObjectALine(string text, string? byName)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0 || string.IsNullOrWhiteSpace(text[end..])) return byName != "json";
        try
        {
            using var parsed = System.Text.Json.JsonDocument.Parse(text[..end]);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            // A first line that is damaged: an object per line still begins the next one.
            return end > 1 && text[end..].TrimStart().StartsWith('{');
        }
    }

    /// <summary>A conversation on each line, and not one array of records that is only called so.</summary>
    private static bool IsArrayALine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        try
        {
            using var parsed = System.Text.Json.JsonDocument.Parse(end < 0 ? text : text[..end]);
            return (end >= 0 && text[end..].TrimStart().StartsWith('[')) || (parsed.RootElement.GetArrayLength() > 0 && parsed.RootElement[0] is { ValueKind: System.Text.Json.JsonValueKind.Object } first && (first.TryGetProperty("role", out _) || first.TryGetProperty("from", out _)));
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static bool IsWorkbook(SourceFile file)
    {
        try
        {
            using var bytes = File.OpenRead(file.Path);
            using var zip = new ZipArchive(bytes, ZipArchiveMode.Read);
            return zip.GetEntry("xl/workbook.xml") is not null || zip.GetEntry("xl/workbook.bin") is not null;
        }
        catch (InvalidDataException error)
        {
            throw DatasetsErrors.Malformed("Excel workbook", error.Message, error);
        }
    }
}
