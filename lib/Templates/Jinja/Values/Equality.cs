using System.Numerics;
using System.Runtime.CompilerServices;
using Onebox.Templates.Jinja.Running;

namespace Onebox.Templates.Jinja.Values;

/// <summary>Python's <c>==</c> and <c>&lt;</c>.</summary>
internal static class Equality
{
    public static bool Same(Run run, object? left, object? right)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Step();
        return (left, right) switch
        {
            (null, null) => true,
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (Items a, Items b) => a.IsTuple == b.IsTuple && a.Count == b.Count && All(run, a, b),
            (Mapping a, Mapping b) => a.Count == b.Count && a.Entries.All(entry => b.TryGet(entry.Key, out var other) && Same(run, entry.Value, other)),
            (Undefined, Undefined) => true,
            ({ } a, { } b) when Truth.IsNumber(a) && Truth.IsNumber(b) => Number(run, a, b) == 0,
            _ => ReferenceEquals(left, right),
        };
    }

    /// <summary>Less than zero, zero or more; fails for types that Python does not order.</summary>
    public static int Order(Run run, object? left, object? right)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        run.Step();
        switch (left, right)
        {
            case (string a, string b): return CodePoints(a, b);
            case ({ } a, { } b) when Truth.IsNumber(a) && Truth.IsNumber(b): return Number(run, a, b);
            case (Items a, Items b) when a.IsTuple == b.IsTuple:
                for (var i = 0; i < Math.Min(a.Count, b.Count); i++)
                {
                    if (!Same(run, a.Values[i], b.Values[i])) return Order(run, a.Values[i], b.Values[i]);
                }
                return a.Count.CompareTo(b.Count);
            case (Undefined missing, _): throw run.Fail(missing.Reason);
            case (_, Undefined missing): throw run.Fail(missing.Reason);
            default: throw run.Fail($"{PythonText.TypeName(left)} and {PythonText.TypeName(right)} cannot be ordered");
        }
    }

    public static bool Contains(Run run, object? container, object? value)
    {
        switch (container)
        {
            case string text:
                if (value is Undefined missing) throw run.Fail(missing.Reason);
                run.Built(text.Length);
                return text.Contains(value as string ?? throw run.Fail($"'in' a string needs a string on its left, not {PythonText.TypeName(value)}"), StringComparison.Ordinal);
            case Items items: return items.Values.Any(item => Same(run, item, value));
            case Mapping mapping: return Mapping.CanBeKey(value) ? mapping.TryGet(value, out _) : value is Undefined ? false : throw run.Fail($"{PythonText.TypeName(value)} cannot be a key");
            case Undefined: return false;
            default: throw run.Fail($"'in' does not work on {PythonText.TypeName(container)}");
        }
    }

    private static bool All(Run run, Items a, Items b)
    {
        for (var i = 0; i < a.Count; i++)
        {
            if (!Same(run, a.Values[i], b.Values[i])) return false;
        }
        return true;
    }

    private static int Number(Run run, object left, object right) => (Truth.Plain(left), Truth.Plain(right)) switch
    {
        (long a, long b) => a.CompareTo(b),
        (BigInteger a, BigInteger b) => a.CompareTo(b),
        (BigInteger a, long b) => a.CompareTo(b),
        (long a, BigInteger b) => -b.CompareTo(a),
        // NaN equals nothing, itself included.
        var (a, b) when double.IsNaN(Truth.AsDouble(run, a)) || double.IsNaN(Truth.AsDouble(run, b)) => 2,
        var (a, b) => Truth.AsDouble(run, a).CompareTo(Truth.AsDouble(run, b)),
    };

    /// <summary>By code point, which differs from UTF-16 order above U+FFFF.</summary>
    private static int CodePoints(string a, string b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i] == b[i]) continue;
            var (left, right) = (char.IsSurrogate(a[i]), char.IsSurrogate(b[i]));
            return left != right ? (left ? 1 : -1) : a[i].CompareTo(b[i]);
        }
        return a.Length.CompareTo(b.Length);
    }
}
