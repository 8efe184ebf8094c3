using System.Globalization;
using System.Text;

namespace Onebox.Documents.Text;

/// <summary>Numbers of list items in the styles that Word and HTML know.</summary>
internal static class Ordinals
{
    private const string ChineseDigits = "〇一二三四五六七八九";

    /// <param name="number">From 1; others are written in digits.</param>
    /// <param name="style">HTML's <c>a A i I</c> or Word's <c>lowerLetter upperRoman chineseCounting…</c>; anything else is decimal.</param>
    public static string Format(int number, string? style) => style switch
    {
        _ when number is < 1 or > 9999 => number.ToString(CultureInfo.InvariantCulture),
        "a" or "lowerLetter" => Letters(number).ToLowerInvariant(),
        "A" or "upperLetter" => Letters(number),
        "i" or "lowerRoman" => Roman(number).ToLowerInvariant(),
        "I" or "upperRoman" => Roman(number),
        "chineseCounting" or "chineseCountingThousand" or "japaneseCounting" or "ideographDigital" or "taiwaneseCounting" or "taiwaneseCountingThousand" => Chinese(number),
        "decimalZero" => number.ToString("00", CultureInfo.InvariantCulture),
        "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" when number <= 20 => ((char)('①' + number - 1)).ToString(),
        _ => number.ToString(CultureInfo.InvariantCulture),
    };

    // Word repeats the letter after z: aa, bb.
    private static string Letters(int number) => new((char)('A' + ((number - 1) % 26)), Math.Min(8, ((number - 1) / 26) + 1));

    private static string Roman(int number)
    {
        var roman = new StringBuilder();
        foreach (var (value, sign) in ((int, string)[])[(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")])
            for (; number >= value; number -= value) roman.Append(sign);
        return roman.ToString();
    }

    private static string Chinese(int number)
    {
        if (number is >= 10 and < 20) return "十" + (number == 10 ? "" : ChineseDigits[number - 10]);
        var text = new StringBuilder();
        var zero = false;
        foreach (var (value, sign) in ((int, string)[])[(1000, "千"), (100, "百"), (10, "十"), (1, "")])
        {
            var digit = number / value % 10;
            if (digit == 0)
            {
                zero = text.Length > 0;
                continue;
            }

            if (zero) text.Append('零');
            zero = false;
            text.Append(ChineseDigits[digit]).Append(sign);
        }

        return text.ToString();
    }
}
