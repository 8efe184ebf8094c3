using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>The dates of a column, read together: 3/4/2024 is a day only where another cell (25/4/2024) shows which number is the month.</summary>
internal static partial class ColumnDates
{
    private static readonly string[] Certain =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "d MMM yyyy", "d MMMM yyyy", "MMM d, yyyy", "MMMM d, yyyy", "MMM d yyyy", "MMMM d yyyy", "d-MMM-yyyy", "d. MMMM yyyy", "d.M.yyyy", "ddd, d MMM yyyy",
    ];

    private static readonly string[] Times = ["", " H:mm", " H:mm:ss", "'T'H:mm", "'T'H:mm:ss", "'T'H:mm:ss'Z'", "'T'H:mm:ss.FFFFFFF", " H:mm:ss.FFFFFFF", " h:mm tt"];
    private static readonly string[] CertainTimes = [.. Certain.SelectMany(day => Times.Select(time => day + time))];
    private static readonly string[] DayFirst = [.. Times.SelectMany(time => new[] { "d/M/yyyy" + time, "d-M-yyyy" + time })];
    private static readonly string[] MonthFirst = [.. Times.SelectMany(time => new[] { "M/d/yyyy" + time, "M-d-yyyy" + time })];

    /// <param name="typed">Dates that the file itself tells, as ISO 8601.</param>
    /// <returns>Null when a filled cell is no date, or may be two.</returns>
    public static DateTime?[]? Read(List<string?> texts, List<string?> typed)
    {
        var days = new DateTime?[texts.Count];
        var (any, slashes) = (false, (string[]?)null);
        for (var row = 0; row < texts.Count; row++)
        {
            if (texts[row] is not { } text || ColumnNumbers.IsMissing(text)) continue;
            if (typed[row] is { Length: >= 10 } iso && Parse(iso, CertainTimes) is { } told) days[row] = told;
            else if (Slashed().IsMatch(text))
            {
                slashes ??= Order(texts);
                if (slashes is null || Parse(text, slashes) is not { } read) return null;
                days[row] = read;
            }
            else if (!StartsLikeADay().IsMatch(text) || Parse(text, CertainTimes) is not { } certain) return null;
            else days[row] = certain;
            any = true;
        }

        return any ? days : null;
    }

    private static string[]? Order(List<string?> texts)
    {
        var (dayFirst, monthFirst) = (false, false);
        foreach (var match in texts.Where(t => t is not null).Select(t => Slashed().Match(t!)).Where(m => m.Success))
        {
            dayFirst |= int.Parse(match.Groups["one"].ValueSpan, CultureInfo.InvariantCulture) > 12;
            monthFirst |= int.Parse(match.Groups["two"].ValueSpan, CultureInfo.InvariantCulture) > 12;
        }

        return dayFirst == monthFirst ? null : dayFirst ? DayFirst : MonthFirst;
    }

    private static DateTime? Parse(string text, string[] formats) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.AdjustToUniversal, out var day) && day.Year is >= 1000 and <= 2999 ? day : null;

    [GeneratedRegex(@"^(?<one>\d{1,2})[/-](?<two>\d{1,2})[/-]\d{4}(?!\d)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slashed();

    // Eight digits alone are a number sooner than a day.
    [GeneratedRegex(@"^(\d{4}[-/.年]|\d{1,2}[. -]|\p{L}{3,9},? \d)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StartsLikeADay();
}
