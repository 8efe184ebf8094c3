using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>Python's <c>str()</c>, <c>repr()</c> and type names.</summary>
internal static class PythonText
{
    public static string Str(Run run, object? value)
    {
        if (value is string text) return text;
        if (value is Undefined) return "";
        var output = new StringBuilder();
        Repr(run, value, output);
        return output.ToString();
    }

    public static string Repr(Run run, object? value)
    {
        var output = new StringBuilder();
        Repr(run, value, output);
        return output.ToString();
    }

    public static string TypeName(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        string => "str",
        Items { IsTuple: true } => "tuple",
        Items => "list",
        Mapping => "dict",
        Undefined => "undefined",
        NamespaceValue => "Namespace",
        Callable => "function",
        LoopState => "LoopContext",
        _ => value.GetType().Name,
    };

    private static void Repr(Run run, object? value, StringBuilder output)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Built(output.Length);
        switch (value)
        {
            case null: output.Append("None"); break;
            case bool flag: output.Append(flag ? "True" : "False"); break;
            case long number: output.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            case BigInteger number: output.Append(number.ToString(CultureInfo.InvariantCulture)); break;
            case double number: output.Append(Float(number)); break;
            case string text: Quote(text, output); break;
            case Items { IsTuple: true } tuple: List(run, tuple, output, "(", tuple.Count == 1 ? ",)" : ")"); break;
            case Items list: List(run, list, output, "[", "]"); break;
            case Mapping mapping: Dict(run, mapping, output); break;
            case Undefined: output.Append("Undefined"); break;
            case NamespaceValue: output.Append("<Namespace>"); break;
            case Callable callable: output.Append("<function ").Append(callable.Name).Append('>'); break;
            default: output.Append('<').Append(TypeName(value)).Append('>'); break;
        }
    }

    /// <summary>Shortest text that reads back the same, in Python's spelling: 1.0, 1e-05, 1e+16.</summary>
    public static string Float(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        if (number == 0) return double.IsNegative(number) ? "-0.0" : "0.0";
        var shortest = number.ToString("E16", CultureInfo.InvariantCulture);
        var round = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = int.Parse(shortest.AsSpan(shortest.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = Digits(round);
        var sign = number < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        if (exponent < 0) return sign + "0." + new string('0', -exponent - 1) + digits;
        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0') + ".0"
            : sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }

    /// <summary>Significant digits of a round-trip rendering, without sign, point, exponent and outer zeros.</summary>
    private static string Digits(string round)
    {
        var mantissa = round.Split('E')[0];
        var digits = new string([.. mantissa.Where(char.IsAsciiDigit)]).TrimStart('0').TrimEnd('0');
        return digits.Length == 0 ? "0" : digits;
    }

    private static void List(Run run, Items items, StringBuilder output, string open, string close)
    {
        output.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) output.Append(", ");
            Repr(run, items.Values[i], output);
        }
        output.Append(close);
    }

    private static void Dict(Run run, Mapping mapping, StringBuilder output)
    {
        output.Append('{');
        var first = true;
        foreach (var (key, value) in mapping.Entries)
        {
            if (!first) output.Append(", ");
            first = false;
            Repr(run, key, output);
            output.Append(": ");
            Repr(run, value, output);
        }
        output.Append('}');
    }

    private static void Quote(string text, StringBuilder output)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        output.Append(quote);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == quote || c == '\\') output.Append('\\').Append(c);
            else if (c == '\n') output.Append("\\n");
            else if (c == '\r') output.Append("\\r");
            else if (c == '\t') output.Append("\\t");
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) output.Append(c).Append(text[++i]);
            else if (c < 0x20 || c is >= '\x7f' and < '\xa1' or '\xad') output.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else if (Unprintable(c)) output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else output.Append(c);
        }
        output.Append(quote);
    }

    private static bool Unprintable(char c) => c > 0xff && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator && c > 0xff;
}
