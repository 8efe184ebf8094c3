using System.Globalization;
using System.Text;
using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>Python's <c>'%s' % value</c>: s, r, d, i, f, x, X, c and %%, with flags, width and precision.</summary>
internal static class PercentFormat
{
    private const int WidestField = 10_000;

    public static string Apply(Run run, string format, object? values)
    {
        var output = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                output.Append(format[i]);
                continue;
            }
            var field = Read(run, format, ref i);
            if (field.Type == '%') output.Append('%');
            else output.Append(Pad(field, Convert(run, field, Value(run, field, values, ref next))));
            run.Built(output.Length);
        }
        if (values is Items { IsTuple: true } all ? next < all.Count : next == 0 && values is not Mapping)
            throw run.Fail("not all arguments were used by the format");
        return output.ToString();
    }

    private readonly record struct Field(string? Key, string Flags, int Width, int Precision, char Type);

    private static Field Read(Run run, string format, ref int i)
    {
        var at = i + 1;
        string? key = null;
        if (at < format.Length && format[at] == '(')
        {
            var close = format.IndexOf(')', at);
            if (close < 0) throw run.Fail("a format key is not closed");
            key = format[(at + 1)..close];
            at = close + 1;
        }
        var flags = at;
        while (at < format.Length && format[at] is '-' or '+' or ' ' or '0' or '#') at++;
        var flagText = format[flags..at];
        var width = Digits(run, format, ref at);
        var precision = -1;
        if (at < format.Length && format[at] == '.')
        {
            at++;
            precision = Digits(run, format, ref at);
        }
        if (at >= format.Length) throw run.Fail("a format ends in the middle of a field");
        i = at;
        return new Field(key, flagText, width, precision, format[at]);
    }

    private static int Digits(Run run, string format, ref int at)
    {
        var value = 0;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            value = (value * 10) + format[at++] - '0';
            if (value > WidestField) throw run.Fail($"a format field is wider than {WidestField}");
        }
        return value;
    }

    private static object? Value(Run run, Field field, object? values, ref int next)
    {
        if (field.Key is { } key)
        {
            if (values is Mapping mapping && mapping.TryGet(key, out var named)) return named;
            throw run.Fail($"the format asks for '{key}', which is not there");
        }
        if (values is Items { IsTuple: true } tuple)
            return next < tuple.Count ? tuple.Values[next++] : throw run.Fail("not enough arguments for the format");
        return next++ == 0 ? values : throw run.Fail("not enough arguments for the format");
    }

    private static string Convert(Run run, Field field, object? value)
    {
        switch (field.Type)
        {
            case 's' or 'r':
                var text = field.Type == 's' ? PythonText.Str(run, value) : PythonText.Repr(run, value);
                return field.Precision >= 0 && text.Length > field.Precision ? text[..field.Precision] : text;
            case 'c' when value is string { Length: > 0 } one: return one;
            case 'd' or 'i' or 'u' or 'x' or 'X':
                if (!Truth.IsNumber(value)) break;
                var number = value is double real ? (long)Math.Clamp(real, long.MinValue, long.MaxValue) : Truth.Plain(value!) is long whole ? whole : throw run.Fail("an integer beyond 64 bits cannot be formatted");
                var digits = field.Type switch { 'x' => number.ToString("x", CultureInfo.InvariantCulture), 'X' => number.ToString("X", CultureInfo.InvariantCulture), _ => number.ToString(CultureInfo.InvariantCulture) };
                return Signed(field, digits, number >= 0);
            case 'f' or 'F':
                if (!Truth.IsNumber(value)) break;
                var fraction = Truth.AsDouble(run, value);
                return Signed(field, fraction.ToString("F" + (field.Precision < 0 ? 6 : field.Precision).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), fraction >= 0);
            default: throw new TemplateException(TemplateFault.Unsupported, $"the format '%{field.Type}' is not supported", run.Line);
        }
        throw run.Fail($"'%{field.Type}' needs a number, not {PythonText.TypeName(value)}");
    }

    private static string Signed(Field field, string digits, bool positive) =>
        !positive ? digits : field.Flags.Contains('+') ? "+" + digits : field.Flags.Contains(' ') ? " " + digits : digits;

    private static string Pad(Field field, string text)
    {
        if (text.Length >= field.Width) return text;
        if (field.Flags.Contains('-')) return text.PadRight(field.Width);
        if (!field.Flags.Contains('0') || field.Type is 's' or 'r' or 'c') return text.PadLeft(field.Width);
        var sign = text[0] is '-' or '+' or ' ' ? 1 : 0;
        return text[..sign] + text[sign..].PadLeft(field.Width - sign, '0');
    }
}
