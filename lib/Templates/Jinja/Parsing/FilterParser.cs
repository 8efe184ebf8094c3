using Onebox.Templates.Jinja.Functions;
using Onebox.Templates.Jinja.Syntax;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>Filters (<c>x | upper</c>) and tests (<c>x is defined</c>).</summary>
internal sealed class FilterParser(Cursor cursor, OperandParser operands)
{
    /// <summary>The filters, tests and calls after an operand.</summary>
    public Expression Filtered(Expression expression)
    {
        while (true)
        {
            if (cursor.Current.Is("|"))
            {
                cursor.Take();
                expression = FilterOf(expression);
            }
            else if (cursor.Current.IsName("is")) expression = Tested(expression);
            else if (cursor.Current.Is("(")) expression = operands.CallOf(expression);
            else return expression;
        }
    }

    /// <summary>A filter's name and arguments; the <c>|</c> is already taken. No input: the filter of a block.</summary>
    public FilterCall FilterOf(Expression? input)
    {
        var line = cursor.Current.Line;
        var name = cursor.ExpectName();
        var filter = Filters.Find(name) ?? throw cursor.Unsupported($"there is no filter '{name}'");
        return new FilterCall(input, filter, cursor.Current.Is("(") ? operands.Arguments() : CallArguments.None, line);
    }

    private Expression Tested(Expression input)
    {
        var line = cursor.Take().Line;
        var negated = cursor.SkipName("not");
        var name = cursor.ExpectName();
        var test = Tests.Find(name) ?? throw cursor.Unsupported($"there is no test '{name}'");
        var arguments = CallArguments.None;
        if (cursor.Current.Is("(")) arguments = operands.Arguments();
        else if (StartsArgument()) arguments = new CallArguments([operands.Postfix(operands.Primary())], [], null, null);
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
}
