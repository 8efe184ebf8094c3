using System.Runtime.CompilerServices;

namespace Onebox.Templates.Jinja.Parsing;

/// <summary>The token under the parser's eye.</summary>
internal sealed class Cursor(List<Token> tokens, int deepest)
{
    private int _at;
    private int _depth;

    public Token Current => tokens[_at];

    public Token Ahead => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Take()
    {
        var token = tokens[_at];
        if (_at < tokens.Count - 1) _at++;
        return token;
    }

    public bool Skip(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        Take();
        return true;
    }

    public bool SkipName(string name)
    {
        if (!Current.IsName(name)) return false;
        Take();
        return true;
    }

    public void Expect(string symbol)
    {
        if (!Skip(symbol)) throw Fail($"expected '{symbol}', got {Current.Describe()}");
    }

    public string ExpectName() => Current.Kind == TokenKind.Name ? Take().Text : throw Fail($"expected a name, got {Current.Describe()}");

    public void Expect(TokenKind kind, string what)
    {
        if (Current.Kind != kind) throw Fail($"expected {what}, got {Current.Describe()}");
        Take();
    }

    /// <summary>Guards the parser's own recursion; <see cref="Leave"/> undoes it.</summary>
    public void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (++_depth > deepest) throw new TemplateException(TemplateFault.Limit, $"more than {deepest} levels of nesting", Current.Line);
    }

    public void Leave() => _depth--;

    public TemplateException Fail(string reason) => new(TemplateFault.Syntax, reason, Current.Line);

    public TemplateException Unsupported(string reason) => new(TemplateFault.Unsupported, reason, Current.Line);
}
