using Onebox.Templates.Jinja.Syntax;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>What gets a value: the targets of <c>set</c>, <c>for</c> and <c>with</c>, and the parameters of macros.</summary>
internal sealed class TargetParser(Cursor cursor, ExpressionParser expressions)
{
    /// <summary>The parameters of a macro, with their defaults.</summary>
    public List<(string, Expression?)> Parameters()
    {
        var parameters = new List<(string, Expression?)>();
        cursor.Expect("(");
        while (!cursor.Current.Is(")"))
        {
            var name = cursor.ExpectName();
            var fallback = cursor.Skip("=") ? expressions.Parse() : null;
            if (fallback is null && parameters.Count > 0 && parameters[^1].Item2 is not null) throw cursor.Fail("a parameter without a default follows one with a default");
            parameters.Add((name, fallback));
            if (!cursor.Skip(",")) break;
        }
        cursor.Expect(")");
        return parameters;
    }

    /// <summary>One name, or several with commas.</summary>
    /// <param name="fields">A field of a namespace may be assigned to: <c>ns.x</c>.</param>
    public Target TargetOf(bool fields)
    {
        var targets = new List<Target> { OneTarget(fields) };
        var isTuple = false;
        while (cursor.Skip(","))
        {
            isTuple = true;
            if (!cursor.Current.Is("(") && (cursor.Current.Kind != TokenKind.Name || cursor.Current.IsName("in"))) break;
            targets.Add(OneTarget(fields));
        }
        return isTuple ? new TupleTarget(targets) : targets[0];
    }

    public Target OneTarget(bool fields)
    {
        if (cursor.Skip("("))
        {
            cursor.Enter();
            var inner = TargetOf(fields);
            cursor.Leave();
            cursor.Expect(")");
            return inner;
        }
        var token = cursor.Current;
        var name = cursor.ExpectName();
        if (name is "true" or "false" or "none" or "True" or "False" or "None") throw new TemplateException(TemplateFault.Syntax, $"'{name}' cannot be assigned to", token.Line);
        if (!fields || !cursor.Skip(".")) return new NameTarget(name);
        return new FieldTarget(name, cursor.ExpectName());
    }
}
