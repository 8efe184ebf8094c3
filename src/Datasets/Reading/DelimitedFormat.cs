using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>
/// Tables as text (RFC 4180, and what spreadsheets write): a first line with the names of the columns (or <see cref="TableHeader"/>), quoted cells with doubled quotes and
/// line breaks in them. A record's number is the line on which it begins; the header is line 1.
/// </summary>
internal sealed class DelimitedFormat(string name, char? delimiter, string extension) : ISourceFormat
{
    public static readonly DelimitedFormat Csv = new("csv", null, ".csv");
    public static readonly DelimitedFormat Tsv = new("tsv", '\t', ".tsv");

    private const int SeparatorAt = 4;

    public string Name { get; } = name;

    public IReadOnlyList<string> Extensions { get; } = [extension];

    public async IAsyncEnumerable<SourceRecord> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var text = new StreamReader(file.OpenText(), new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, 1 << 16);
        var table = new DelimitedReader(text, DelimiterOf(file), file.Limits.MaxRowBytes, file.Limits.MaxColumns);
        if (!await table.NextAsync(cancellation)) yield break;
        // Excel's own line before the table.
        if (table.Line == 1 && string.Join("", table.Cells) is "sep=" or "SEP=" && !await table.NextAsync(cancellation)) yield break;
        var header = TableHeader.Of(table.Cells, file.Settings);
        var columns = header.Columns;
        for (var more = header.FirstIsRow || await table.NextAsync(cancellation); more; more = await table.NextAsync(cancellation))
        {
            if (table.Cells.Count > columns.Count)
                yield return new SourceRecord(table.Line, null, string.Create(CultureInfo.InvariantCulture, $"it has {table.Cells.Count} cells, and the table has {columns.Count} columns"));
            else
                yield return new SourceRecord(table.Line, TableRecords.Of(columns, table.Cells));
        }
    }

    private char DelimiterOf(SourceFile file)
    {
        if (file.Settings.Delimiter is { } said)
        {
            return said switch
            {
                "tab" or "\\t" => '\t',
                { Length: 1 } => said[0],
                _ => throw new Problem(ProblemKind.Invalid, "dataset.delimiter", $"'{said}' is no delimiter.", "Give a single character, or 'tab'.") { Field = "delimiter" }.ToException(),
            };
        }

        if (delimiter is { } own) return own;
        var text = file.HeadText(file.Head());
        return text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > SeparatorAt ? text[SeparatorAt] : Delimiters.Find(text) ?? ',';
    }
}
