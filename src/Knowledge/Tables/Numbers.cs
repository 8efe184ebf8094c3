using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>Numbers of a question, with their units.</summary>
internal static partial class Numbers
{
    private static readonly string[] Words = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    private const string Chinese = "一二三四五六七八九十";

    private static readonly Dictionary<string, string> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["€"] = "€",
        ["eur"] = "€",
        ["euro"] = "€",
        ["euros"] = "€",
        ["$"] = "$",
        ["usd"] = "$",
        ["dollar"] = "$",
        ["dollars"] = "$",
        ["£"] = "£",
        ["gbp"] = "£",
        ["¥"] = "¥",
        ["cny"] = "¥",
        ["元"] = "¥",
        ["块"] = "¥",
        ["%"] = "%",
        ["percent"] = "%",
        ["°c"] = "°c",
        ["c"] = "°c",
        ["degrees"] = "°c",
        ["celsius"] = "°c",
        ["kg"] = "kg",
        ["kilo"] = "kg",
        ["kilos"] = "kg",
        ["kilogram"] = "kg",
        ["kilograms"] = "kg",
        ["公斤"] = "kg",
        ["千克"] = "kg",
        ["g"] = "g",
        ["mm"] = "mm",
        ["cm"] = "cm",
        ["m"] = "m",
        ["km"] = "km",
        ["metres"] = "m",
        ["meters"] = "m",
        ["l"] = "l",
        ["litres"] = "l",
        ["liters"] = "l",
        ["h"] = "h",
        ["hours"] = "h",
        ["hour"] = "h",
        ["hrs"] = "h",
        ["days"] = "d",
        ["day"] = "d",
        ["d"] = "d",
        ["years"] = "y",
        ["year"] = "y",
        ["min"] = "min",
        ["minutes"] = "min",
        ["mins"] = "min",
        ["ml"] = "ml",
        ["t"] = "t",
        ["tons"] = "t",
        ["tonnes"] = "t",
    };

    public static Mark? At(QuestionWords words, int at)
    {
        var word = words.Folded[at];
        if (Array.IndexOf(Words, word) is >= 0 and var spelled) return new Mark(Role.Number, at, 1, 2) { Number = spelled + 2, Words = word };
        if (word.Length == 1 && Chinese.IndexOf(word[0], StringComparison.Ordinal) is >= 0 and var sign) return new Mark(Role.Number, at, 1, 1) { Number = sign + 1, Words = word };
        if (Written().Match(word) is not { Success: true } match || ColumnNumbers.Parse(match.Groups["number"].Value) is not { } number) return null;
        if (match.Groups["unit"] is { Success: true, Value: var unit }) return Units.TryGetValue(unit, out var known) ? Of(1, known) : null;
        if (words.Behind(at).TrimStart() is [var behind, ..] && Units.TryGetValue(behind.ToString(), out var after) && !char.IsLetter(behind)) return Of(1, after);
        if (at + 1 < words.Count && Units.TryGetValue(words.Folded[at + 1], out var next)) return Of(2, next);
        return Of(1, null);

        Mark Of(int count, string? unit) => new(Role.Number, at, count, 2) { Number = number, Unit = unit, Words = word };
    }

    /// <summary>Whether a number in this unit may be held against a column.</summary>
    public static bool Fits(string? unit, SheetColumn column) =>
        unit is null || Unit(column) == unit || (column.Unit is null && unit is "€" or "$" or "£" or "¥" && ColumnRoles.IsMoney(column));

    /// <summary>The column's unit in the question's terms.</summary>
    public static string? Unit(SheetColumn column) => column.Unit is null ? null : Units.TryGetValue(column.Unit.Trim(), out var known) ? known : column.Unit.Trim().ToLower(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<unit>[€$£¥])?(?<number>[+-]?\d[\d.,]*)$|^(?<number>[+-]?\d[\d.,]*)(?<unit>[€$£¥%]|°c|kg|g|mm|cm|km|m|l|ml|h|min|t)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();
}
