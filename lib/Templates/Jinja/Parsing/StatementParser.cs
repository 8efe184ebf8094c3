using Onebox.Templates.Jinja.Syntax;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>Text, prints and tags. A tag is one method; <see cref="Tag"/> is their table.</summary>
internal sealed class StatementParser
{
    private readonly Cursor _cursor;
    private readonly ExpressionParser _expressions;
    private readonly TargetParser _targets;
    private int _loops;

    private StatementParser(Cursor cursor)
    {
        _cursor = cursor;
        _expressions = new ExpressionParser(cursor);
        _targets = new TargetParser(cursor, _expressions);
    }

    public static Block Parse(List<Token> tokens, JinjaLimits limits)
    {
        var parser = new StatementParser(new Cursor(tokens, limits.Depth));
        var block = parser.Body(out _);
        return parser._cursor.Current.Kind == TokenKind.End ? block : throw parser._cursor.Fail($"unexpected {parser._cursor.Current.Describe()}");
    }

    /// <summary>Statements up to one of the closing tags, whose name is taken and given back.</summary>
    private Block Body(out string closing, params ReadOnlySpan<string> closings)
    {
        var line = _cursor.Current.Line;
        var statements = new List<Statement>();
        closing = "";
        _cursor.Enter();
        while (_cursor.Current.Kind != TokenKind.End)
        {
            var token = _cursor.Take();
            if (token.Kind == TokenKind.Text) statements.Add(new TextOutput(token.Text, token.Line));
            else if (token.Kind == TokenKind.VariableBegin)
            {
                statements.Add(new Print(_expressions.ParseTuple(), token.Line));
                _cursor.Expect(TokenKind.VariableEnd, "'}}'");
            }
            else
            {
                var name = _cursor.ExpectName();
                if (closings.Contains(name))
                {
                    closing = name;
                    break;
                }
                statements.Add(Tag(name, token.Line));
            }
        }
        if (closings.Length > 0 && closing.Length == 0)
            throw new TemplateException(TemplateFault.Syntax, $"the tag opened here is not closed: '{closings[^1]}' is missing", line);
        _cursor.Leave();
        return new Block(statements, line);
    }

    private Statement Tag(string name, int line) => name switch
    {
        "if" => If(line),
        "for" => For(line),
        "set" => Set(line),
        "with" => With(line),
        "macro" => Macro(line),
        "call" => Call(line),
        "filter" => Filter(line),
        "generation" => Generation(line),
        "break" => Jump(Flow.Break, name, line),
        "continue" => Jump(Flow.Continue, name, line),
        "include" or "import" or "from" or "extends" or "block" or "do" or "autoescape" or "trans" or "debug" =>
            throw new TemplateException(TemplateFault.Unsupported, $"the tag '{name}' is not supported in a chat template", line),
        _ => throw new TemplateException(TemplateFault.Syntax, $"unknown tag '{name}'", line),
    };

    private void EndTag() => _cursor.Expect(TokenKind.BlockEnd, "'%}'");

    private If If(int line)
    {
        var branches = new List<(Expression, Block)>();
        while (true)
        {
            var test = _expressions.ParseTuple(withConditional: false);
            EndTag();
            branches.Add((test, Body(out var closing, "elif", "else", "endif")));
            if (closing == "elif") continue;
            Block? otherwise = null;
            if (closing == "else")
            {
                EndTag();
                otherwise = Body(out _, "endif");
            }
            EndTag();
            return new If(branches, otherwise, line);
        }
    }

    private For For(int line)
    {
        var target = _targets.TargetOf(fields: false);
        if (!_cursor.SkipName("in")) throw _cursor.Fail($"expected 'in', got {_cursor.Current.Describe()}");
        var source = _expressions.ParseTuple(withConditional: false);
        var filter = _cursor.SkipName("if") ? _expressions.Parse() : null;
        var recursive = _cursor.SkipName("recursive");
        EndTag();
        _loops++;
        var body = Body(out var closing, "else", "endfor");
        _loops--;
        Block? otherwise = null;
        if (closing == "else")
        {
            EndTag();
            otherwise = Body(out _, "endfor");
        }
        EndTag();
        return new For(target, source, filter, body, otherwise, recursive, line);
    }

    private Statement Set(int line)
    {
        var target = _targets.TargetOf(fields: true);
        if (_cursor.Skip("="))
        {
            var value = _expressions.ParseTuple();
            EndTag();
            return new Set(target, value, line);
        }
        FilterCall? filter = null;
        while (_cursor.Skip("|")) filter = _expressions.FilterOf(filter);
        EndTag();
        var body = Closed("endset");
        return new SetBlock(target, filter, body, line);
    }

    /// <summary>A body that nothing jumps out of, and its closing tag.</summary>
    private Block Closed(string closing)
    {
        var loops = _loops;
        _loops = 0;
        var body = Body(out _, closing);
        _loops = loops;
        EndTag();
        return body;
    }

    private With With(int line)
    {
        var names = new List<(Target, Expression)>();
        while (_cursor.Current.Kind != TokenKind.BlockEnd)
        {
            if (names.Count > 0) _cursor.Expect(",");
            var target = _targets.OneTarget(fields: false);
            _cursor.Expect("=");
            names.Add((target, _expressions.Parse()));
        }
        EndTag();
        var body = Body(out _, "endwith");
        EndTag();
        return new With(names, body, line);
    }

    private MacroDefinition Macro(int line)
    {
        var name = _cursor.ExpectName();
        var parameters = _targets.Parameters();
        EndTag();
        return new MacroDefinition(new Routine(name, parameters, Closed("endmacro")), line);
    }

    private CallBlock Call(int line)
    {
        var parameters = _cursor.Current.Is("(") ? _targets.Parameters() : [];
        var call = _expressions.Parse() as Call ?? throw new TemplateException(TemplateFault.Syntax, "'call' needs a call of a macro", line);
        EndTag();
        return new CallBlock(call, new Routine("caller", parameters, Closed("endcall")), line);
    }

    private FilterBlock Filter(int line)
    {
        var filter = _expressions.FilterOf(null);
        while (_cursor.Skip("|")) filter = _expressions.FilterOf(filter);
        EndTag();
        return new FilterBlock(filter, Closed("endfilter"), line);
    }

    private Generation Generation(int line)
    {
        EndTag();
        return new Generation(Closed("endgeneration"), line);
    }

    private Jump Jump(Flow flow, string name, int line)
    {
        if (_loops == 0) throw new TemplateException(TemplateFault.Syntax, $"'{name}' outside of a loop", line);
        EndTag();
        return new Jump(flow, line);
    }
}
