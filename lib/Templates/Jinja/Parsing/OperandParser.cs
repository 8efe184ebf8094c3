using System.Globalization;
using Onebox.Templates.Jinja.Syntax;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>What operators stand between: literals, names and brackets, and the attributes, items and calls after them.</summary>
internal sealed class OperandParser(Cursor cursor, ExpressionParser expressions)
{
    /// <summary>A literal, a name, or something in brackets.</summary>
    public Expression Primary()
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
            case TokenKind.Integer: return new Literal(IntegerLiteral.Read(token), token.Line);
            case TokenKind.Float: return new Literal(double.Parse(token.Text, CultureInfo.InvariantCulture), token.Line);
        }
        if (token.Is("("))
        {
            var inner = expressions.ParseTuple(inParentheses: true);
            cursor.Expect(")");
            return inner;
        }
        if (token.Is("[")) return List(token.Line);
        if (token.Is("{")) return Dict(token.Line);
        throw new TemplateException(TemplateFault.Syntax, $"unexpected {token.Describe()}", token.Line);
    }

    private ListLiteral List(int line)
    {
        var items = new List<Expression>();
        while (!cursor.Current.Is("]"))
        {
            items.Add(expressions.Parse());
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
            var key = expressions.Parse();
            cursor.Expect(":");
            entries.Add((key, expressions.Parse()));
            if (!cursor.Skip(",")) break;
        }
        cursor.Expect("}");
        return new DictLiteral(entries, line);
    }

    /// <summary>What follows an operand: attributes, items, slices, calls.</summary>
    public Expression Postfix(Expression expression)
    {
        while (true)
        {
            if (cursor.Current.Is(".")) expression = Dotted(expression);
            else if (cursor.Current.Is("[")) expression = Bracketed(expression);
            else if (cursor.Current.Is("(")) expression = CallOf(expression);
            else return expression;
        }
    }

    public Call CallOf(Expression function)
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
            TokenKind.Integer => new ItemAccess(owner, new Literal(IntegerLiteral.Read(token), line), line),
            _ => throw new TemplateException(TemplateFault.Syntax, $"expected a name or number after '.', got {token.Describe()}", token.Line),
        };
    }

    private Expression Bracketed(Expression owner)
    {
        var line = cursor.Take().Line;
        var start = cursor.Current.Is(":") ? null : expressions.Parse();
        if (!cursor.Skip(":"))
        {
            if (cursor.Current.Is(",")) throw cursor.Unsupported("an index with a comma is not supported");
            cursor.Expect("]");
            return new ItemAccess(owner, start!, line);
        }
        var stop = cursor.Current.Is(":") || cursor.Current.Is("]") ? null : expressions.Parse();
        var step = cursor.Skip(":") && !cursor.Current.Is("]") ? expressions.Parse() : null;
        cursor.Expect("]");
        return new SliceAccess(owner, start, stop, step, line);
    }

    public CallArguments Arguments()
    {
        cursor.Expect("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? list = null, dict = null;
        while (!cursor.Current.Is(")"))
        {
            if (cursor.Skip("*")) list = list is null && dict is null ? expressions.Parse() : throw cursor.Fail("a call takes one '*'");
            else if (cursor.Skip("**")) dict = dict is null ? expressions.Parse() : throw cursor.Fail("a call takes one '**'");
            else if (cursor.Current.Kind == TokenKind.Name && cursor.Ahead.Is("="))
            {
                var name = cursor.Take().Text;
                cursor.Take();
                named.Add((name, expressions.Parse()));
            }
            else if (named.Count > 0 || list is not null || dict is not null) throw cursor.Fail("positional arguments come first");
            else positional.Add(expressions.Parse());
            if (!cursor.Skip(",")) break;
        }
        cursor.Expect(")");
        return new CallArguments(positional, named, list, dict);
    }
}
