using System.Globalization;
using System.Numerics;
using Onebox.Templates.Jinja.Functions;
using Onebox.Templates.Jinja.Syntax;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>Jinja's expression grammar, from <c>a if b else c</c> down to literals. Precedence as in Jinja 3.1.</summary>
internal sealed class ExpressionParser(Cursor cursor)
{
    public Expression Parse(bool withConditional = true)
    {
        cursor.Enter();
        var expression = withConditional ? Conditional() : Or();
        cursor.Leave();
        return expression;
    }

    /// <summary>One expression, or several with commas as a tuple.</summary>
    public Expression ParseTuple(bool withConditional = true, bool inParentheses = false)
    {
        var line = cursor.Current.Line;
        var items = new List<Expression>();
        var isTuple = false;
        while (!EndsTuple())
        {
            items.Add(Parse(withConditional));
            if (!cursor.Skip(",")) break;
            isTuple = true;
        }
        if (isTuple || (items.Count == 0 && inParentheses)) return new ListLiteral(items, isTuple: true, line);
        return items.Count == 1 ? items[0] : throw cursor.Fail($"expected an expression, got {cursor.Current.Describe()}");
    }

    private bool EndsTuple() => cursor.Current.Kind is TokenKind.BlockEnd or TokenKind.VariableEnd or TokenKind.End
        || cursor.Current.Is(")") || cursor.Current.IsName("recursive");

    private Expression Conditional()
    {
        var line = cursor.Current.Line;
        var then = Or();
        while (cursor.SkipName("if"))
        {
            var test = Or();
            var otherwise = cursor.SkipName("else") ? Parse() : null;
            then = new Conditional(then, test, otherwise, line);
        }
        return then;
    }

    private Expression Or()
    {
        var left = And();
        while (cursor.Current.IsName("or")) left = new Logical(isAnd: false, left, AfterTake(And), cursor.Current.Line);
        return left;
    }

    private Expression And()
    {
        var left = Negation();
        while (cursor.Current.IsName("and")) left = new Logical(isAnd: true, left, AfterTake(Negation), cursor.Current.Line);
        return left;
    }

    private Expression AfterTake(Func<Expression> parse)
    {
        cursor.Take();
        return parse();
    }

    private Expression Negation()
    {
        if (!cursor.Current.IsName("not")) return Compared();
        cursor.Enter();
        var line = cursor.Take().Line;
        var expression = new Not(Negation(), line);
        cursor.Leave();
        return expression;
    }

    private Expression Compared()
    {
        var line = cursor.Current.Line;
        var first = Sum();
        List<(string, Expression)>? rest = null;
        while (ComparisonSymbol() is { } symbol) (rest ??= []).Add((symbol, Sum()));
        return rest is null ? first : new Comparison(first, rest, line);
    }

    private string? ComparisonSymbol()
    {
        var token = cursor.Current;
        if (token.Kind == TokenKind.Operator && token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=") return cursor.Take().Text;
        if (cursor.SkipName("in")) return "in";
        if (!token.IsName("not") || !cursor.Ahead.IsName("in")) return null;
        cursor.Take();
        cursor.Take();
        return "not in";
    }

    private Expression Sum() => LeftToRight(Concatenation, "+", "-");

    private Expression Concatenation()
    {
        var first = Product();
        if (!cursor.Current.Is("~")) return first;
        var parts = new List<Expression> { first };
        var line = cursor.Current.Line;
        while (cursor.Skip("~")) parts.Add(Product());
        return new Join(parts, line);
    }

    private Expression Product() => LeftToRight(Power, "*", "/", "//", "%");

    private Expression Power() => LeftToRight(() => Unary(withFilter: true), "**");

    private Expression LeftToRight(Func<Expression> operand, params ReadOnlySpan<string> symbols)
    {
        var left = operand();
        while (cursor.Current.Kind == TokenKind.Operator && symbols.Contains(cursor.Current.Text))
        {
            var symbol = cursor.Take();
            left = new Binary(symbol.Text, left, operand(), symbol.Line);
        }
        return left;
    }

    private Expression Unary(bool withFilter)
    {
        cursor.Enter();
        var token = cursor.Current;
        var expression = token.Is("-") || token.Is("+") ? new Sign(cursor.Take().Text == "-", Unary(withFilter: false), token.Line) : Primary();
        expression = Postfix(expression);
        if (withFilter) expression = Filtered(expression);
        cursor.Leave();
        return expression;
    }

    private Expression Primary()
    {
        var token = cursor.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new Literal(true, token.Line),
                    "false" or "False" => new Literal(false, token.Line),
                    "none" or "None" => new Literal(null, token.Line),
                    _ => new Name(token.Text, token.Line),
                };
            case TokenKind.String:
                var text = token.Text;
                while (cursor.Current.Kind == TokenKind.String) text += cursor.Take().Text;
                return new Literal(text, token.Line);
            case TokenKind.Integer: return new Literal(Integer(token), token.Line);
            case TokenKind.Float: return new Literal(double.Parse(token.Text, CultureInfo.InvariantCulture), token.Line);
        }
        if (token.Is("("))
        {
            var inner = ParseTuple(inParentheses: true);
            cursor.Expect(")");
            return inner;
        }
        if (token.Is("[")) return List(token.Line);
        if (token.Is("{")) return Dict(token.Line);
        throw new TemplateException(TemplateFault.Syntax, $"unexpected {token.Describe()}", token.Line);
    }

    private static object Integer(Token token)
    {
        var prefix = token.Text.Length > 2 && token.Text[0] == '0' ? char.ToLowerInvariant(token.Text[1]) : '0';
        try
        {
            return prefix switch
            {
                'x' => (object)Convert.ToInt64(token.Text[2..], 16),
                'o' => Convert.ToInt64(token.Text[2..], 8),
                'b' => Convert.ToInt64(token.Text[2..], 2),
                _ => long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? (object)whole
                    : token.Text.Length <= 1000 ? BigInteger.Parse(token.Text, CultureInfo.InvariantCulture) : throw new OverflowException(),
            };
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            throw new TemplateException(TemplateFault.Syntax, $"{token.Describe()} is not an integer of this language", token.Line);
        }
    }

    private ListLiteral List(int line)
    {
        var items = new List<Expression>();
        while (!cursor.Current.Is("]"))
        {
            items.Add(Parse());
            if (!cursor.Skip(",")) break;
        }
        cursor.Expect("]");
        return new ListLiteral(items, isTuple: false, line);
    }

    private DictLiteral Dict(int line)
    {
        var entries = new List<(Expression, Expression)>();
        while (!cursor.Current.Is("}"))
        {
            var key = Parse();
            cursor.Expect(":");
            entries.Add((key, Parse()));
            if (!cursor.Skip(",")) break;
        }
        cursor.Expect("}");
        return new DictLiteral(entries, line);
    }

    private Expression Postfix(Expression expression)
    {
        while (true)
        {
            if (cursor.Current.Is(".")) expression = Dotted(expression);
            else if (cursor.Current.Is("[")) expression = Bracketed(expression);
            else if (cursor.Current.Is("(")) expression = CallOf(expression);
            else return expression;
        }
    }

    private Call CallOf(Expression function)
    {
        var line = cursor.Current.Line;
        return new Call(function, Arguments(), line);
    }

    private Expression Dotted(Expression owner)
    {
        var line = cursor.Take().Line;
        var token = cursor.Take();
        return token.Kind switch
        {
            TokenKind.Name => new AttributeAccess(owner, token.Text, line),
            TokenKind.Integer => new ItemAccess(owner, new Literal(Integer(token), line), line),
            _ => throw new TemplateException(TemplateFault.Syntax, $"expected a name or number after '.', got {token.Describe()}", token.Line),
        };
    }

    private Expression Bracketed(Expression owner)
    {
        var line = cursor.Take().Line;
        var start = cursor.Current.Is(":") ? null : Parse();
        if (!cursor.Skip(":"))
        {
            if (cursor.Current.Is(",")) throw cursor.Unsupported("an index with a comma is not supported");
            cursor.Expect("]");
            return new ItemAccess(owner, start!, line);
        }
        var stop = cursor.Current.Is(":") || cursor.Current.Is("]") ? null : Parse();
        var step = cursor.Skip(":") && !cursor.Current.Is("]") ? Parse() : null;
        cursor.Expect("]");
        return new SliceAccess(owner, start, stop, step, line);
    }

    private Expression Filtered(Expression expression)
    {
        while (true)
        {
            if (cursor.Current.Is("|"))
            {
                cursor.Take();
                expression = FilterOf(expression);
            }
            else if (cursor.Current.IsName("is")) expression = Tested(expression);
            else if (cursor.Current.Is("(")) expression = CallOf(expression);
            else return expression;
        }
    }

    /// <summary>A filter's name and arguments; the <c>|</c> is already taken. No input: the filter of a block.</summary>
    public FilterCall FilterOf(Expression? input)
    {
        var line = cursor.Current.Line;
        var name = cursor.ExpectName();
        var filter = Filters.Find(name) ?? throw cursor.Unsupported($"there is no filter '{name}'");
        return new FilterCall(input, filter, cursor.Current.Is("(") ? Arguments() : CallArguments.None, line);
    }

    private Expression Tested(Expression input)
    {
        var line = cursor.Take().Line;
        var negated = cursor.SkipName("not");
        var name = cursor.ExpectName();
        var test = Tests.Find(name) ?? throw cursor.Unsupported($"there is no test '{name}'");
        var arguments = CallArguments.None;
        if (cursor.Current.Is("(")) arguments = Arguments();
        else if (StartsArgument()) arguments = new CallArguments([Postfix(Primary())], [], null, null);
        Expression expression = new TestCall(input, test, arguments, line);
        return negated ? new Not(expression, line) : expression;
    }

    private bool StartsArgument()
    {
        var token = cursor.Current;
        if (token.IsName("is")) throw cursor.Fail("tests cannot be chained with 'is'");
        return token.Kind is TokenKind.String or TokenKind.Integer or TokenKind.Float || token.Is("[") || token.Is("{")
            || (token.Kind == TokenKind.Name && token.Text is not ("else" or "or" or "and"));
    }

    public CallArguments Arguments()
    {
        cursor.Expect("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? list = null, dict = null;
        while (!cursor.Current.Is(")"))
        {
            if (cursor.Skip("*")) list = list is null && dict is null ? Parse() : throw cursor.Fail("a call takes one '*'");
            else if (cursor.Skip("**")) dict = dict is null ? Parse() : throw cursor.Fail("a call takes one '**'");
            else if (cursor.Current.Kind == TokenKind.Name && cursor.Ahead.Is("="))
            {
                var name = cursor.Take().Text;
                cursor.Take();
                named.Add((name, Parse()));
            }
            else if (named.Count > 0 || list is not null || dict is not null) throw cursor.Fail("positional arguments come first");
            else positional.Add(Parse());
            if (!cursor.Skip(",")) break;
        }
        cursor.Expect(")");
        return new CallArguments(positional, named, list, dict);
    }
}
