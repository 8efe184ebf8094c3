using System.Globalization;

namespace Onebox.Documents.Pdf;

/// <summary>PDF's own dates: <c>D:20260301120000+01'00'</c>.</summary>
internal static class PdfDates
{
    /// <returns>ISO 8601; null if it is none.</returns>
    public static string? Read(string? date)
    {
        if (date is null) return null;
        var digits = date.StartsWith("D:", StringComparison.Ordinal) ? date[2..] : date;
        if (digits.Length >= 14 && DateTime.TryParseExact(digits[..14], "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + Zone(digits[14..]);
        return digits.Length >= 8 && DateTime.TryParseExact(digits[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
    }

    private static string Zone(string zone) => zone.Length >= 3 && zone[0] is '+' or '-' ? $"{zone[..3]}:{(zone.Length >= 6 ? zone.Substring(4, 2) : "00")}" : zone.StartsWith('Z') ? "Z" : "";
}
