using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <param name="Unit">The sign or word that all of them bear; null where none does.</param>
/// <param name="AreMixed">Some are in other units than others: they are not one quantity.</param>
internal sealed record ReadNumbers(double?[] Numbers, string? Unit, bool AreMixed);

/// <summary>
/// The numbers of a column, as its cells write them: 12,300.50 €, $5, 15%, 3 kg, (500) for less than nothing, 1.250,75 where the column's other cells show that points group. What may be one number or
/// another is none: 3,5 or 1.250, where nothing in the column tells (ADR 0267).
/// </summary>
internal static partial class ColumnNumbers
{
    /// <param name="typed">Numbers that the file itself tells; null where it has text.</param>
    public static ReadNumbers Read(IReadOnlyList<string?> texts, IReadOnlyList<double?> typed)
    {
        var word = OneWord(texts);
        var bare = texts.Select(t => t is null ? null : Bare(word is null ? t : WithoutWord(t))).ToList();
        var (english, european) = (bare.Exists(t => t is not null && English().IsMatch(t)), bare.Exists(t => t is not null && European().IsMatch(t)));
        // Where both stand in one column nothing is certain.
        var style = english == european ? (english ? Style.Mixed : Style.Untold) : english ? Style.English : Style.European;
        var signs = texts.Select((t, i) => t is not null && bare[i] != t.Trim() ? Sign(t) : null).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        // A percentage beside plain numbers is another thing; an amount without its currency is not.
        var mixed = signs.Count > 1 || (signs is ["%"] && texts.Any(t => t is not null && !t.Contains('%', StringComparison.Ordinal) && !IsMissing(t) && t.Trim() != "0"));
        return new ReadNumbers([.. bare.Select((text, i) => text is null ? null : Value(text, texts[i]!, typed[i], style))], word ?? (signs.Count == 1 ? signs[0] : null), mixed);
    }

    private static double? Value(string bare, string text, double? typed, Style style)
    {
        // A time of day is kept as a part of a day.
        if (text.Contains(':', StringComparison.Ordinal)) return null;
        if (typed is null || !text.Contains('%', StringComparison.Ordinal)) return typed ?? Parse(bare, text, style);
        // 92% is kept as 0.92.
        return Parse(bare, text, style) is { } shown && Math.Abs(shown - typed.Value) < 1e-9 ? typed : Math.Round(typed.Value * 100, 10);
    }

    /// <summary>The word that stands after every number: kg. Null where one has another.</summary>
    private static string? OneWord(IReadOnlyList<string?> texts)
    {
        string? one = null;
        foreach (var text in texts)
        {
            if (text is null || IsMissing(text)) continue;
            if (Worded().Match(text) is not { Success: true } match) return null;
            one ??= match.Groups["word"].Value;
            if (one != match.Groups["word"].Value) return null;
        }

        return one;
    }

    private static string WithoutWord(string text) => Worded().Match(text) is { Success: true } match ? match.Groups["number"].Value : text;

    private static string? Sign(string text) => text.IndexOfAny(['€', '$', '£', '¥', '%']) is >= 0 and var at ? text[at].ToString() : null;

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

    // 3 kg, 1,250 EUR, 21 °C: without letters that make another number of it, as in 5k or 3m.
    [GeneratedRegex(@"^\s*(?<number>[+-]?[\d.,]+)\s*(?<word>°[CF]|EUR|USD|GBP|CHF|CNY|JPY|kg|g|mg|t|lbs?|oz|mm|cm|km|ml|l|kWh|kW|pcs|pieces|units|h|hours?|days?|min|元|个|件|台|公斤|千克)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Worded();

    [GeneratedRegex(@"^\s*([-–—?.…]+|n/?a|n\.\s?a\.|null|none|nil|k\.\s?a\.|无|暂无)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Missing();
}
