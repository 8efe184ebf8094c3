using System.Globalization;
using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>Days, months, quarters and years that a question names: 31 May 2024, March 15, 2024, Q1 2024, 2024年2月.</summary>
internal static partial class DaysAsked
{
    private const int SomeYear = 2000;

    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>What the words from here on name, and how many they are; the longest comes first.</summary>
    public static (Period Period, int Count)? At(QuestionWords words, int at)
    {
        var word = words.Folded[at];
        if (Whole(word) is { } whole) return (whole, 1);
        if (Chinese(words, at) is { } chinese) return chinese;
        if (Quarter(words, at) is { } quarter) return quarter;
        if (Month(words, at) is { } month)
        {
            // May Hill may ask for a person.
            if (word == "may" && char.IsLower(words.Raw(at)[0]) && Year(words, at + 1) is null) return null;
            if (Day(words, at + 1) is { } day)
                return Year(words, at + 2) is { } ofYear ? Days(ofYear, month, day, 3) : Days(null, month, day, 2);
            return Year(words, at + 1) is { } year ? (new Period(new DateTime(year, month, 1), new DateTime(year, month, 1).AddMonths(1)), 2) : (OfSomeYear(month, 1), 1);
        }

        if (Day(words, at) is { } first)
        {
            var next = Folded(words, at + 1) == "of" ? at + 2 : at + 1;
            if (Month(words, next) is { } named)
                return Year(words, next + 1) is { } year ? Days(year, named, first, next + 2 - at) : Days(null, named, first, next + 1 - at);
        }

        return Year(words, at) is { } alone ? (new Period(new DateTime(alone, 1, 1), new DateTime(alone + 1, 1, 1)), 1) : null;
    }

    private static Period? Whole(string word)
    {
        if (Iso().Match(word) is { Success: true } iso) return Of(Number(iso, "year"), Number(iso, "month"), iso.Groups["day"].Success ? Number(iso, "day") : null);
        if (Points().Match(word) is { Success: true } points) return Of(Number(points, "year"), Number(points, "month"), Number(points, "day"));
        if (Slashes().Match(word) is not { Success: true } slashes) return null;
        var (one, two) = (Number(slashes, "one"), Number(slashes, "two"));
        // 3/4/2024 may be two days.
        return one > 12 ? Of(Number(slashes, "year"), two, one) : two > 12 || one == two ? Of(Number(slashes, "year"), one, two) : null;
    }

    private static Period? Of(int year, int month, int? day)
    {
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        var from = new DateTime(year, month, day ?? 1);
        return new Period(from, day is null ? from.AddMonths(1) : from.AddDays(1));
    }

    private static (Period Period, int Count)? Days(int? year, int month, int day, int count) =>
        Of(year ?? SomeYear, month, day) is { } period ? (period with { LacksYear = year is null }, count) : null;

    private static Period OfSomeYear(int month, int months) => new(new DateTime(SomeYear, month, 1), new DateTime(SomeYear, month, 1).AddMonths(months), LacksYear: true);

    /// <summary>Q1 2024, first quarter of 2024, second half of 2023.</summary>
    private static (Period Period, int Count)? Quarter(QuestionWords words, int at)
    {
        var (word, next) = (words.Folded[at], Folded(words, at + 1));
        var (part, months, count) = (0, 3, 1);
        if (word.Length == 2 && word[0] is 'q' or 'h' && char.IsAsciiDigit(word[1])) (part, months) = (word[1] - '0', word[0] == 'q' ? 3 : 6);
        else if (next is "quarter" or "half") (part, months, count) = (word switch { "first" or "1st" => 1, "second" or "2nd" => 2, "third" or "3rd" => 3, "fourth" or "4th" or "last" => next == "half" ? 2 : 4, _ => 0 }, next == "quarter" ? 3 : 6, 2);
        else if (word == "quarter" && next.Length == 1 && char.IsAsciiDigit(next[0])) (part, count) = (next[0] - '0', 2);
        if (part < 1 || part > 12 / months) return null;
        var behind = at + count + (Folded(words, at + count) == "of" ? 1 : 0);
        var month = (months * (part - 1)) + 1;
        return Year(words, behind) is { } year ? (new Period(new DateTime(year, month, 1), new DateTime(year, month, 1).AddMonths(months)), behind + 1 - at) : (OfSomeYear(month, months), count);
    }

    private static (Period Period, int Count)? Chinese(QuestionWords words, int at)
    {
        var (i, year) = (at, (int?)null);
        if (Folded(words, at + 1) == "年" && Year(words, at) is { } named) (year, i) = (named, at + 2);
        if (Folded(words, i + 1) == "月" && ChineseMonth(words, i) is { } month)
        {
            if (Folded(words, i + 3) is "日" or "号" && Day(words, i + 2) is { } day && Of(year ?? SomeYear, month, day) is { } period) return (period with { LacksYear = year is null }, i + 4 - at);
            return (year is { } y ? Of(y, month, null)! : OfSomeYear(month, 1), i + 2 - at);
        }

        var quarter = Folded(words, i) == "第" ? i + 1 : i;
        if (Folded(words, quarter + 1) == "季" && "一二三四".IndexOf(Folded(words, quarter), StringComparison.Ordinal) is >= 0 and var part && Folded(words, quarter).Length == 1)
        {
            var end = quarter + (Folded(words, quarter + 2) == "度" ? 3 : 2);
            return (year is { } y ? new Period(new DateTime(y, (3 * part) + 1, 1), new DateTime(y, (3 * part) + 1, 1).AddMonths(3)) : OfSomeYear((3 * part) + 1, 3), end - at);
        }

        return year is { } whole ? (new Period(new DateTime(whole, 1, 1), new DateTime(whole + 1, 1, 1)), 2) : null;
    }

    private static int? ChineseMonth(QuestionWords words, int at)
    {
        var word = Folded(words, at);
        // 十一月 begins one word earlier than 一月.
        if (word.Length == 1 && (at == 0 || Folded(words, at - 1) != "十") && "一二三四五六七八九十".IndexOf(word, StringComparison.Ordinal) is >= 0 and var spelled) return spelled + 1;
        return int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var month) && month is >= 1 and <= 12 ? month : null;
    }

    private static int? Month(QuestionWords words, int at)
    {
        var word = Folded(words, at);
        var found = Array.FindIndex(Months, m => m == word || (word.Length is 3 or 4 && m.StartsWith(word, StringComparison.Ordinal) && word is not "mar" and not "dec"));
        return word switch { "" => null, "mar" => 3, "dec" => 12, _ => found < 0 ? null : found + 1 };
    }

    private static int? Day(QuestionWords words, int at) => DayNumber().Match(Folded(words, at)) is { Success: true } match && Number(match, "day") is >= 1 and <= 31 and var day ? day : null;

    private static int? Year(QuestionWords words, int at) => Folded(words, at) is { Length: 4 } word && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 1900 and <= 2100 ? year : null;

    private static string Folded(QuestionWords words, int at) => at < words.Count ? words.Folded[at] : "";

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<year>(19|20)\d\d)[-/](?<month>\d{1,2})([-/](?<day>\d{1,2}))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>(19|20)\d\d)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Points();

    [GeneratedRegex(@"^(?<one>\d{1,2})[/-](?<two>\d{1,2})[/-](?<year>(19|20)\d\d)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Slashes();

    [GeneratedRegex(@"^(?<day>\d{1,2})(st|nd|rd|th)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DayNumber();
}
