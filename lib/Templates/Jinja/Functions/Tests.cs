using System.Numerics;
using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Syntax;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Functions;

internal delegate bool Test(Run run, object? value, Arguments arguments);

/// <summary>Every test (<c>x is …</c>) by name.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Test> Table = new(StringComparer.Ordinal)
    {
        ["defined"] = (_, value, _) => value is not Undefined,
        ["undefined"] = (_, value, _) => value is Undefined,
        ["none"] = (_, value, _) => value is null,
        ["boolean"] = (_, value, _) => value is bool,
        ["true"] = (_, value, _) => value is true,
        ["false"] = (_, value, _) => value is false,
        ["integer"] = (_, value, _) => value is long or BigInteger,
        ["float"] = (_, value, _) => value is double,
        ["number"] = (_, value, _) => Truth.IsNumber(value),
        ["string"] = (_, value, _) => value is string,
        ["mapping"] = (_, value, _) => value is Mapping,
        ["sequence"] = (_, value, _) => value is string or Items or Mapping or Undefined,
        ["iterable"] = (_, value, _) => value is string or Items or Mapping or Undefined,
        ["callable"] = (_, value, _) => value is Callable,
        ["escaped"] = (_, _, _) => false,
        ["odd"] = (run, value, _) => Remainder(run, value, 2L) is 1L,
        ["even"] = (run, value, _) => Remainder(run, value, 2L) is 0L,
        ["divisibleby"] = (run, value, arguments) => Remainder(run, value, arguments.Require(run, "divisibleby", 0, "num")) is 0L,
        ["lower"] = (run, value, _) => PythonText.Str(run, value) is var text && text.Any(char.IsLetter) && !text.Any(char.IsUpper),
        ["upper"] = (run, value, _) => PythonText.Str(run, value) is var text && text.Any(char.IsLetter) && !text.Any(char.IsLower),
        ["in"] = (run, value, arguments) => Equality.Contains(run, arguments.Require(run, "in", 0, "seq"), value),
        ["sameas"] = (run, value, arguments) => SameAs(run, value, arguments.Require(run, "sameas", 0, "other")),
        ["filter"] = (_, value, _) => value is string name && Filters.Find(name) is not null,
        ["test"] = (_, value, _) => value is string name && Find(name) is not null,
        ["=="] = Compare("=="),
        ["eq"] = Compare("=="),
        ["equalto"] = Compare("=="),
        ["!="] = Compare("!="),
        ["ne"] = Compare("!="),
        ["<"] = Compare("<"),
        ["lt"] = Compare("<"),
        ["lessthan"] = Compare("<"),
        ["<="] = Compare("<="),
        ["le"] = Compare("<="),
        [">"] = Compare(">"),
        ["gt"] = Compare(">"),
        ["greaterthan"] = Compare(">"),
        [">="] = Compare(">="),
        ["ge"] = Compare(">="),
    };

    public static Test? Find(string name) => Table.GetValueOrDefault(name);

    private static Test Compare(string symbol) => (run, value, arguments) => Comparison.Holds(run, symbol, value, arguments.Require(run, symbol, 0, "other"));

    private static object? Remainder(Run run, object? value, object? by) => Arithmetic.Apply(run, "%", value is string ? throw run.Fail("a number is needed, not str") : value, by);

    private static bool SameAs(Run run, object? value, object? other) => (value, other) switch
    {
        (bool a, bool b) => a == b,
        (bool, _) or (_, bool) => false,
        (string or long, string or long) => Equality.Same(run, value, other),
        _ => ReferenceEquals(value, other),
    };
}
