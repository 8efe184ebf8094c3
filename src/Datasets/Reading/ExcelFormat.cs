using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using ExcelDataReader;
using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>One sheet of an Excel workbook (xlsx, xlsb, xls), the largest unless somebody names one; its first filled row names the columns, a title above them aside. A record's number is the sheet's row.</summary>
internal sealed class ExcelFormat : ISourceFormat
{
    static ExcelFormat() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance); // xls names its code page.

    public string Name => "excel";

    public IReadOnlyList<string> Extensions { get; } = [".xlsx", ".xls", ".xlsb"];

    public async IAsyncEnumerable<SourceRecord> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await CheckSizesAsync(file, cancellation);
        await using var bytes = new FileStream(file.Path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete });
        using var sheet = Guard(() => Open(bytes, file));
        IReadOnlyList<string>? columns = null;
        List<object?>? title = null;
        for (var number = 1L; Guard(sheet.Read); number++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (sheet.FieldCount > file.Limits.MaxColumns) throw DatasetsErrors.TooLarge("The number of columns", $"{file.Limits.MaxColumns}");
            var cells = Guard(() => Enumerable.Range(0, sheet.FieldCount).Select(i => (object?)sheet.GetValue(i)).ToList());
            var filled = cells.Count(c => c is not (null or "" or DBNull));
            if (filled == 0) continue;
            if (columns is null)
            {
                if (title is null && filled == 1 && cells.Count > 1 && file.Settings.Columns is null)
                {
                    title = cells;
                    continue;
                }

                // One cell above rows of one cell is no title, but the name of their column.
                if (title is not null && filled == 1)
                {
                    columns = TableHeader.Of(Texts(title), file.Settings).Columns;
                }
                else
                {
                    var header = TableHeader.Of(Texts(cells), file.Settings);
                    columns = header.Columns;
                    if (!header.FirstIsRow) continue;
                }
            }

            yield return new SourceRecord(number, TableRecords.Of(columns, cells, static (json, value) => TableRecords.Write(json, value)));
        }
    }

    private static List<string> Texts(List<object?> cells) => [.. cells.Select(c => Convert.ToString(c, System.Globalization.CultureInfo.InvariantCulture) ?? "")];

    private static IExcelDataReader Open(Stream bytes, SourceFile file)
    {
        var reader = ExcelReaderFactory.CreateReader(bytes);
        var wanted = file.Settings.Sheet ?? Largest(reader);
        if (reader.ResultsCount > 1) file.Part = wanted;
        var names = new List<string>();
        do
        {
            if (reader.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) return reader;
            names.Add(reader.Name);
        }
        while (reader.NextResult());
        reader.Dispose();
        throw new Problem(ProblemKind.NotFound, "dataset.sheet_not_found", $"The workbook has no sheet '{wanted}'.", $"It has: {string.Join(", ", names)}.") { Field = "sheet" }.ToException();
    }

    /// <summary>The name of the sheet with the most cells, the first of them: what stands before the rows is a note to people, mostly.</summary>
    private static string Largest(IExcelDataReader reader)
    {
        List<(string Name, long Cells)> sheets = [];
        do sheets.Add((reader.Name, (long)reader.RowCount * reader.FieldCount));
        while (reader.NextResult());
        reader.Reset();
        return sheets.MaxBy(s => s.Cells).Name;
    }

    /// <summary>Unpacks once without keeping anything: what a ZIP says about its sizes need not be true.</summary>
    private static async Task CheckSizesAsync(SourceFile file, CancellationToken cancellation)
    {
        await using var bytes = File.OpenRead(file.Path);
        var magic = new byte[2];
        if (await bytes.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, cancellation) < 2 || magic[0] != 'P') return;
        bytes.Position = 0;
        try
        {
            await using var zip = await ZipArchive.CreateAsync(bytes, ZipArchiveMode.Read, leaveOpen: true, null, cancellation);
            var left = file.Limits.MaxUnpackedBytes;
            foreach (var entry in zip.Entries)
            {
                var shared = entry.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase) || entry.FullName.EndsWith("styles.xml", StringComparison.OrdinalIgnoreCase);
                var most = shared ? Math.Min(left, file.Limits.MaxExcelBytes) : left;
                await using var content = new LimitedStream(await entry.OpenAsync(cancellation), most, $"The part {entry.FullName} of the workbook");
                await content.CopyToAsync(Stream.Null, cancellation);
                left -= content.BytesRead;
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw DatasetsErrors.Malformed("Excel workbook", error.Message, error);
        }
    }

    /// <summary>The reader throws whatever a damaged file makes it stumble over.</summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is not (OperationCanceledException or ProblemException))
        {
            throw DatasetsErrors.Malformed("Excel workbook", error.Message, error);
        }
    }
}
