using System.Globalization;
using System.Text;
using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Functions;

/// <summary><c>strftime</c> in the C locale.</summary>
internal static class Calendar
{
    public static string Format(Run run, DateTimeOffset time, string format)
    {
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                text.Append(format[i]);
                continue;
            }
            var directive = format[++i];
            var padded = directive != '-';
            if (!padded && i + 1 < format.Length) directive = format[++i];
            var part = Part(time, directive) ?? throw new TemplateException(TemplateFault.Unsupported, $"strftime_now does not know '%{directive}'", run.Line);
            text.Append(padded ? part : part.TrimStart('0') is { Length: > 0 } trimmed ? trimmed : "0");
        }
        return text.ToString();
    }

    private static string? Part(DateTimeOffset time, char directive)
    {
        string As(string format) => time.ToString(format, CultureInfo.InvariantCulture);
        return directive switch
        {
            'Y' => As("yyyy"),
            'y' => As("yy"),
            'm' => As("MM"),
            'd' => As("dd"),
            'e' => time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'H' => As("HH"),
            'I' => As("hh"),
            'M' => As("mm"),
            'S' => As("ss"),
            'f' => As("ffffff"),
            'p' => As("tt"),
            'A' => As("dddd"),
            'a' => As("ddd"),
            'B' => As("MMMM"),
            'b' or 'h' => As("MMM"),
            'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'w' => ((int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'u' => (time.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)time.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'F' => As("yyyy-MM-dd"),
            'T' => As("HH:mm:ss"),
            'R' => As("HH:mm"),
            'D' or 'x' => As("MM'/'dd'/'yy"),
            'X' => As("HH:mm:ss"),
            'c' => As("ddd MMM ") + time.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2) + As(" HH:mm:ss yyyy"),
            // The clock in a chat template is naive: Python prints nothing for its zone.
            'z' or 'Z' => "",
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => null,
        };
    }
}
