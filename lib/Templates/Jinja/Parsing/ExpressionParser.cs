using Onebox.Templates.Jinja.Syntax;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>Jinja's expression grammar, from <c>a if b else c</c> down to the sign before an operand. Precedence as in Jinja 3.1.</summary>
internal sealed class ExpressionParser
{
    private readonly Cursor _cursor;
    private readonly OperandParser _operands;
    private readonly FilterParser _filters;

    public ExpressionParser(Cursor cursor)
    {
        _cursor = cursor;
        _operands = new OperandParser(cursor, this);
        _filters = new FilterParser(cursor, _operands);
    }

    public Expression Parse(bool withConditional = true)
    {
        _cursor.Enter();
        var expression = withConditional ? Conditional() : Or();
        _cursor.Leave();
        return expression;
    }

    /// <summary>One expression, or several with commas as a tuple.</summary>
    public Expression ParseTuple(bool withConditional = true, bool inParentheses = false)
    {
        var line = _cursor.Current.Line;
        var items = new List<Expression>();
        var isTuple = false;
        while (!EndsTuple())
        {
            items.Add(Parse(withConditional));
            if (!_cursor.Skip(",")) break;
            isTuple = true;
        }
        if (isTuple || (items.Count == 0 && inParentheses)) return new ListLiteral(items, isTuple: true, line);
        return items.Count == 1 ? items[0] : throw _cursor.Fail($"expected an expression, got {_cursor.Current.Describe()}");
    }

    /// <inheritdoc cref="FilterParser.FilterOf"/>
    public FilterCall FilterOf(Expression? input) => _filters.FilterOf(input);

    private bool EndsTuple() => _cursor.Current.Kind is TokenKind.BlockEnd or TokenKind.VariableEnd or TokenKind.End
        || _cursor.Current.Is(")") || _cursor.Current.IsName("recursive");

    private Expression Conditional()
    {
        var line = _cursor.Current.Line;
        var then = Or();
        while (_cursor.SkipName("if"))
        {
            var test = Or();
            var otherwise = _cursor.SkipName("else") ? Parse() : null;
            then = new Conditional(then, test, otherwise, line);
        }
        return then;
    }

    private Expression Or()
    {
        var left = And();
        while (_cursor.Current.IsName("or")) left = new Logical(isAnd: false, left, AfterTake(And), _cursor.Current.Line);
        return left;
    }

    private Expression And()
    {
        var left = Negation();
        while (_cursor.Current.IsName("and")) left = new Logical(isAnd: true, left, AfterTake(Negation), _cursor.Current.Line);
        return left;
    }

    private Expression AfterTake(Func<Expression> parse)
    {
        _cursor.Take();
        return parse();
    }

    private Expression Negation()
    {
        if (!_cursor.Current.IsName("not")) return Compared();
        _cursor.Enter();
        var line = _cursor.Take().Line;
        var expression = new Not(Negation(), line);
        _cursor.Leave();
        return expression;
    }

    private Expression Compared()
    {
        var line = _cursor.Current.Line;
        var first = Sum();
        List<(string, Expression)>? rest = null;
        while (ComparisonSymbol() is { } symbol) (rest ??= []).Add((symbol, Sum()));
        return rest is null ? first : new Comparison(first, rest, line);
    }

    private string? ComparisonSymbol()
    {
        var token = _cursor.Current;
        if (token.Kind == TokenKind.Operator && token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=") return _cursor.Take().Text;
        if (_cursor.SkipName("in")) return "in";
        if (!token.IsName("not") || !_cursor.Ahead.IsName("in")) return null;
        _cursor.Take();
        _cursor.Take();
        return "not in";
    }

    private Expression Sum() => LeftToRight(Concatenation, "+", "-");

    private Expression Concatenation()
    {
        var first = Product();
        if (!_cursor.Current.Is("~")) return first;
        var parts = new List<Expression> { first };
        var line = _cursor.Current.Line;
        while (_cursor.Skip("~")) parts.Add(Product());
        return new Join(parts, line);
    }

    private Expression Product() => LeftToRight(Power, "*", "/", "//", "%");

    private Expression Power() => LeftToRight(() => Unary(withFilter: true), "**");

    private Expression LeftToRight(Func<Expression> operand, params ReadOnlySpan<string> symbols)
    {
        var left = operand();
        while (_cursor.Current.Kind == TokenKind.Operator && symbols.Contains(_cursor.Current.Text))
        {
            var symbol = _cursor.Take();
            left = new Binary(symbol.Text, left, operand(), symbol.Line);
        }
        return left;
    }

    private Expression Unary(bool withFilter)
    {
        _cursor.Enter();
        var token = _cursor.Current;
        var expression = token.Is("-") || token.Is("+") ? new Sign(_cursor.Take().Text == "-", Unary(withFilter: false), token.Line) : _operands.Primary();
        expression = _operands.Postfix(expression);
        if (withFilter) expression = _filters.Filtered(expression);
        _cursor.Leave();
        return expression;
    }
}
