using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>
/// The numbers of a column, as its cells write them: 12,300.50 €, $5, 15%, (500) for less than nothing, 1.250,75 where the column's other cells show that points group. What may be one number or
/// another is none: 3,5 or 1.250, where nothing in the column tells (ADR 0267).
/// </summary>
internal static partial class ColumnNumbers
{
    /// <param name="typed">Numbers that the file itself tells; null where it has text.</param>
    public static double?[] Read(IReadOnlyList<string?> texts, IReadOnlyList<double?> typed)
    {
        var bare = texts.Select(t => t is null ? null : Bare(t)).ToList();
        var (english, european) = (bare.Exists(t => t is not null && English().IsMatch(t)), bare.Exists(t => t is not null && European().IsMatch(t)));
        // Where both stand in one column nothing is certain.
        var style = english == european ? (english ? Style.Mixed : Style.Untold) : english ? Style.English : Style.European;
        return [.. bare.Select((text, i) => text is null ? null : typed[i] ?? Parse(text, texts[i]!, style))];
    }

    /// <summary>A number that stands alone, with no column around it that tells how it is written.</summary>
    public static double? Parse(string text) => Parse(Bare(text), text, Style.Untold);

    /// <summary>Says that there is no value.</summary>
    public static bool IsMissing(string text) => Missing().IsMatch(text);

    private enum Style
    {
        Untold,
        English,
        European,
        Mixed,
    }

    private static string Bare(string text)
    {
        var trimmed = text.Trim().Trim('€', '$', '£', '¥', '%', ' ', '\u00A0');
        return trimmed is ['(', .. var inside, ')'] ? $"-{inside.Trim('€', '$', '£', '¥', '%', ' ', '\u00A0')}" : trimmed;
    }

    private static double? Parse(string bare, string text, Style style)
    {
        if (text.Length > 60) return null;
        if (style == Style.European)
        {
            if (bare.Contains('.', StringComparison.Ordinal) && !PointsGroup().IsMatch(bare)) return null;
            bare = bare.Replace(".", "", StringComparison.Ordinal).Replace(',', '.');
        }
        else
        {
            if (bare.Contains(',', StringComparison.Ordinal) && (style == Style.Mixed || !CommasGroup().IsMatch(bare))) return null;
            if (style != Style.English && PointsGroup().IsMatch(bare)) return null;
        }

        return double.TryParse(bare, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    // 0.125 is no group: nothing is counted from nought thousands.
    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PointsGroup();

    [GeneratedRegex(@"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommasGroup();

    // Only a point for decimals explains these: 12.5, 1234.567, 0.125, 1,234.5, 1,234,567.
    [GeneratedRegex(@"^[+-]?(\d*\.(\d{1,2}|\d{4,})|\d{4,}\.\d+|0\.\d+|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex English();

    // Only a comma for decimals explains these: 12,5, 1234,567, 0,125, 1.234,5, 1.234.567.
    [GeneratedRegex(@"^[+-]?(\d+,(\d{1,2}|\d{4,})|\d{4,},\d+|0,\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex European();

    [GeneratedRegex(@"^\s*([-–—?.…]+|n/?a|n\.\s?a\.|null|none|nil|k\.\s?a\.|无|暂无)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();
}
