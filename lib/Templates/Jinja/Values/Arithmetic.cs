using System.Numerics;
using System.Text;
using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>Python's arithmetic operators, with its floor division and modulo and 64-bit integers (no silent overflow).</summary>
internal static class Arithmetic
{
    public static object? Apply(Run run, string symbol, object? left, object? right)
    {
        if (left is Undefined missing) throw run.Fail(missing.Reason);
        if (symbol == "%" && left is string format) return PercentFormat.Apply(run, format, right);
        if (right is Undefined absent) throw run.Fail(absent.Reason);
        if (symbol == "+")
        {
            if (left is string a && right is string b) return Concat(run, a, b);
            if (left is Items x && right is Items y && x.IsTuple == y.IsTuple)
            {
                run.Built(x.Count + y.Count);
                return new Items([.. x.Values, .. y.Values], x.IsTuple);
            }
        }
        if (symbol == "*")
        {
            if (left is string or Items && right is long or bool) return Repeat(run, left, right);
            if (right is string or Items && left is long or bool) return Repeat(run, right, left);
        }
        if (!Truth.IsNumber(left) || !Truth.IsNumber(right)) throw Mismatch(run, symbol, left, right);
        var (p, q) = (Truth.Plain(left!), Truth.Plain(right!));
        if (p is BigInteger || q is BigInteger) throw run.Fail("integers beyond 64 bits can be printed, not computed with");
        try
        {
            return p is long i && q is long j ? Whole(run, symbol, i, j) : Real(run, symbol, Truth.AsDouble(run, p), Truth.AsDouble(run, q));
        }
        catch (OverflowException)
        {
            throw run.Fail("integer overflow: results beyond 64 bits are not supported");
        }
    }

    public static object? Negate(Run run, object? value) => value switch
    {
        long number => number == long.MinValue ? throw run.Fail("integer overflow: results beyond 64 bits are not supported") : (object)-number,
        bool flag => flag ? -1L : 0L,
        double number => -number,
        Undefined missing => throw run.Fail(missing.Reason),
        _ => throw run.Fail($"{PythonText.TypeName(value)} has no negative"),
    };

    public static string Concat(Run run, string left, string right)
    {
        run.Built((long)left.Length + right.Length);
        return left + right;
    }

    private static object Repeat(Run run, object sequence, object? count)
    {
        var times = Math.Max(0, (long)Truth.Plain(count!));
        var length = sequence is string s ? s.Length : ((Items)sequence).Count;
        if (length == 0 || times == 0) return sequence is string ? "" : new Items([], ((Items)sequence).IsTuple);
        run.Built(times > int.MaxValue ? long.MaxValue : length * times);
        if (sequence is string text) return new StringBuilder().Insert(0, text, (int)times).ToString();
        var items = (Items)sequence;
        return new Items([.. Enumerable.Repeat(items.Values, (int)times).SelectMany(values => values)], items.IsTuple);
    }

    private static object Whole(Run run, string symbol, long a, long b) => symbol switch // each arm boxed: a common type would turn integers into floats
    {
        "+" => (object)checked(a + b),
        "-" => (object)checked(a - b),
        "*" => (object)checked(a * b),
        "/" => b == 0 ? throw run.Fail("division by zero") : (object)((double)a / b),
        "//" => b == 0 ? throw run.Fail("division by zero") : (object)FloorDivide(a, b),
        "%" => b == 0 ? throw run.Fail("division by zero") : b == -1 ? (object)0L : FloorModulo(a, b),
        "**" => b < 0 ? (object)Math.Pow(a, b) : Power(a, b),
        _ => throw run.Fail($"'{symbol}' is not an operator"),
    };

    private static long FloorDivide(long a, long b)
    {
        if (b == -1) return checked(-a);
        var quotient = a / b;
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    private static long FloorModulo(long a, long b)
    {
        var rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }

    private static long Power(long a, long b)
    {
        if (a is 0 or 1) return b == 0 ? 1 : a;
        if (a == -1) return b % 2 == 0 ? 1 : -1;
        if (b > 63) throw new OverflowException();
        var result = 1L;
        for (var i = 0; i < b; i++) result = checked(result * a);
        return result;
    }

    private static double Real(Run run, string symbol, double a, double b) => symbol switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 ? throw run.Fail("division by zero") : a / b,
        "//" => b == 0 ? throw run.Fail("division by zero") : Math.Floor(a / b),
        "%" => b == 0 ? throw run.Fail("division by zero") : a - (b * Math.Floor(a / b)),
        "**" => Math.Pow(a, b),
        _ => throw run.Fail($"'{symbol}' is not an operator"),
    };

    private static TemplateException Mismatch(Run run, string symbol, object? left, object? right) =>
        run.Fail($"'{symbol}' does not work on {PythonText.TypeName(left)} and {PythonText.TypeName(right)}");
}
