using System.Globalization;
using System.Numerics;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

internal static class NumberFilters
{
    public static object? Abs(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "abs", 0);
        return value switch
        {
            double number => Math.Abs(number),
            long or bool => (long)Truth.Plain(value) is var number && number < 0 ? Arithmetic.Negate(run, number) : number,
            _ => throw run.Fail($"abs needs a number, not {PythonText.TypeName(value)}"),
        };
    }

    public static object? Int(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "int", 2, "default", "base");
        var otherwise = arguments.Get(0, "default", 0L);
        var radix = arguments.Whole(run, "int", 1, "base", 10);
        switch (value)
        {
            case bool flag: return flag ? 1L : 0L;
            case long or BigInteger: return value;
            case double number: return double.IsFinite(number) && Math.Abs(number) < long.MaxValue ? (long)number : otherwise;
            case string text when radix == 10:
                var trimmed = text.Trim().Replace("_", "", StringComparison.Ordinal);
                if (long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
                return double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) && Math.Abs(real) < long.MaxValue ? (long)real : otherwise;
            case string text when radix is 2 or 8 or 16:
                try
                {
                    var digits = text.Trim();
                    if (digits.Length > 2 && digits[0] == '0' && char.ToLowerInvariant(digits[1]) == (radix == 16 ? 'x' : radix == 8 ? 'o' : 'b')) digits = digits[2..];
                    return Convert.ToInt64(digits, radix);
                }
                catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
                {
                    return otherwise;
                }
            default: return otherwise;
        }
    }

    public static object? Float(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "float", 1, "default");
        if (Truth.IsNumber(value)) return Truth.AsDouble(run, value);
        return value is string text && double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : arguments.Get(0, "default", 0.0);
    }

    public static object? Round(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "round", 2, "precision", "method");
        var precision = arguments.Whole(run, "round", 0, "precision", 0);
        if (precision is < 0 or > 15) throw run.Fail("round works for 0 to 15 digits");
        var number = Truth.AsDouble(run, value);
        var scale = Math.Pow(10, precision);
        return arguments.Text(run, "round", 1, "method", "common") switch
        {
            // Python rounds halves to even.
            "common" => Math.Round(number, precision, MidpointRounding.ToEven),
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            var other => throw run.Fail($"round does not know the method '{other}'"),
        };
    }

    public static object? Sum(Run run, object? value, Arguments arguments)
    {
        arguments.Expect(run, "sum", 2, "attribute", "start");
        var attribute = arguments.Get(0, "attribute");
        var total = arguments.Get(1, "start", 0L);
        foreach (var item in Iteration.Over(run, value))
            total = Arithmetic.Apply(run, "+", total, attribute is null ? item : SelectFilters.Path(run, item, attribute));
        return total;
    }
}
