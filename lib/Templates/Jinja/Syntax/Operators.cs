using Onebox.Templates.Jinja.Running;
using Onebox.Templates.Jinja.Values;

namespace Onebox.Templates.Jinja.Syntax;

internal sealed class Binary(string symbol, Expression left, Expression right, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var (a, b) = (left.Evaluate(run), right.Evaluate(run));
        run.Line = Line;
        return Arithmetic.Apply(run, symbol, a, b);
    }
}

internal sealed class Sign(bool negative, Expression operand, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var value = operand.Evaluate(run);
        run.Line = Line;
        if (negative) return Arithmetic.Negate(run, value);
        return Truth.IsNumber(value) ? Truth.Plain(value!) : throw run.Fail($"'+' does not work on {PythonText.TypeName(value)}");
    }
}

/// <summary><c>a ~ b</c>: both sides as text.</summary>
internal sealed class Join(IReadOnlyList<Expression> parts, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var text = "";
        foreach (var part in parts) text = Arithmetic.Concat(run, text, PythonText.Str(run, part.Evaluate(run)));
        return text;
    }
}

/// <summary><c>and</c>, <c>or</c>: the deciding operand itself is the result.</summary>
internal sealed class Logical(bool isAnd, Expression left, Expression right, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var value = left.Evaluate(run);
        return Truth.Of(value) == isAnd ? right.Evaluate(run) : value;
    }
}

internal sealed class Not(Expression operand, int line) : Expression(line)
{
    protected override object? Value(Run run) => !Truth.Of(operand.Evaluate(run));
}

/// <summary><c>a &lt; b == c</c>: every neighbouring pair must hold.</summary>
internal sealed class Comparison(Expression first, IReadOnlyList<(string Symbol, Expression Operand)> rest, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        var left = first.Evaluate(run);
        foreach (var (symbol, operand) in rest)
        {
            var right = operand.Evaluate(run);
            run.Line = Line;
            if (!Holds(run, symbol, left, right)) return false;
            left = right;
        }
        return true;
    }

    public static bool Holds(Run run, string symbol, object? left, object? right) => symbol switch
    {
        "==" => Equality.Same(run, left, right),
        "!=" => !Equality.Same(run, left, right),
        "in" => Equality.Contains(run, right, left),
        "not in" => !Equality.Contains(run, right, left),
        "<" => Ordered(left, right) && Equality.Order(run, left, right) < 0,
        "<=" => Ordered(left, right) && Equality.Order(run, left, right) <= 0,
        ">" => Ordered(left, right) && Equality.Order(run, left, right) > 0,
        _ => Ordered(left, right) && Equality.Order(run, left, right) >= 0,
    };

    /// <summary>Nothing is less or more than NaN.</summary>
    private static bool Ordered(object? left, object? right) =>
        !(left is double a && double.IsNaN(a) && Truth.IsNumber(right)) && !(right is double b && double.IsNaN(b) && Truth.IsNumber(left));
}

internal sealed class Conditional(Expression then, Expression test, Expression? otherwise, int line) : Expression(line)
{
    protected override object? Value(Run run)
    {
        if (Truth.Of(test.Evaluate(run))) return then.Evaluate(run);
        return otherwise is null ? new Undefined("the inline if-expression evaluated to false and no else section was defined") : otherwise.Evaluate(run);
    }
}
