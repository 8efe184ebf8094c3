using System.Numerics;
using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>Python's <c>bool()</c>.</summary>
internal static class Truth
{
    public static bool Of(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        BigInteger number => !number.IsZero,
        string text => text.Length > 0,
        Items items => items.Count > 0,
        Mapping mapping => mapping.Count > 0,
        _ => true,
    };

    /// <summary>A value of Python's numbers as (integer or float), booleans included.</summary>
    public static bool IsNumber(object? value) => value is bool or long or double or BigInteger;

    public static object Plain(object value) => value is bool flag ? (flag ? 1L : 0L) : value;

    public static double AsDouble(Run run, object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        double number => number,
        BigInteger number => (double)number,
        _ => throw run.Fail($"a number is needed, not {PythonText.TypeName(value)}"),
    };
}
