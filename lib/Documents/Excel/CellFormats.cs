using System.Globalization;
using ExcelDataReader;
using ExcelNumberFormat;

namespace Onebox.Documents.Excel;

/// <summary>Values as the sheet shows them: through their number formats.</summary>
internal sealed class CellFormats
{
    private const int MostFormats = 4096;
    private readonly Dictionary<string, NumberFormat?> _formats = new(StringComparer.Ordinal);

    /// <returns>Null for an empty cell.</returns>
    public TableCell? Read(IExcelDataReader reader, int column)
    {
        // Days as a fraction are a hair off: three minutes come as 2:59.9999.
        var value = reader.GetValue(column) switch
        {
            DateTime time => new DateTime((time.Ticks + (TimeSpan.TicksPerMillisecond / 2)) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, time.Kind),
            TimeSpan span => TimeSpan.FromMilliseconds(Math.Round(span.TotalMilliseconds)),
            var other => other,
        };
        if (value is null) return null;
        var format = reader.GetNumberFormatString(column);
        return value switch
        {
            string text => new TableCell(text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim(), column),
            bool flag => new TableCell(flag ? "TRUE" : "FALSE", column),
            DateTime time => new TableCell(Shown(time, format) ?? Iso(time), column, Date: Iso(time)),
            TimeSpan span => new TableCell(Shown(span, format) ?? span.ToString("c", CultureInfo.InvariantCulture), column, Number: span.TotalDays, Date: span < TimeSpan.FromDays(1) && span >= TimeSpan.Zero ? span.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture) : null),
            IConvertible number when Convert.ToDouble(number, CultureInfo.InvariantCulture) is var plain && double.IsFinite(plain) => new TableCell(Shown(plain, format) ?? General(plain), column, Number: plain),
            _ => new TableCell(value.ToString() ?? "", column),
        };
    }

    private string? Shown(object value, string? format)
    {
        if (string.IsNullOrEmpty(format) || string.Equals(format, "General", StringComparison.OrdinalIgnoreCase) || format == "@") return null;
        // The system's short date: everyone reads ISO.
        if (value is DateTime date && format is "m/d/yyyy" or "mm-dd-yy" or "m/d/yy" or "d/m/yyyy") return value is DateTime d ? Iso(d) : null;
        if (!_formats.TryGetValue(format, out var parsed))
        {
            if (_formats.Count > MostFormats) return null;
            parsed = new NumberFormat(format);
            _formats[format] = parsed = parsed.IsValid ? parsed : null;
        }

        try
        {
            return parsed?.Format(value, CultureInfo.InvariantCulture).Trim() is { Length: > 0 } shown ? shown : null;
        }
        catch (Exception thrown) when (thrown is FormatException or OverflowException or ArgumentException or InvalidCastException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string General(double value) => Math.Abs(value) is >= 1e15 or (> 0 and < 1e-9) ? value.ToString("G6", CultureInfo.InvariantCulture) : Math.Round((decimal)value, 10).ToString("0.##########", CultureInfo.InvariantCulture);

    private static string Iso(DateTime time) => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
}
