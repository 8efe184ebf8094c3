namespace Onebox.Templates.Jinja.Parsing;

/// <summary>A template's text, how far it has been read, and the tokens found so far.</summary>
internal sealed class Source(string text)
{
    public string Text => text;

    public List<Token> Tokens { get; } = [];

    public int Position { get; set; }

    /// <summary>The line of <see cref="Position"/>, from 1, as far as lines have been counted.</summary>
    public int Line { get; set; } = 1;

    public bool AtEnd => Position >= text.Length;

    public char Here => text[Position];

    /// <summary>The character some places ahead; NUL behind the end.</summary>
    public char Peek(int ahead) => Position + ahead < text.Length ? text[Position + ahead] : '\0';

    public bool Has(string word, int at) => string.CompareOrdinal(text, at, word, 0, word.Length) == 0;

    /// <returns>The first place from <paramref name="at"/> on that is not blank.</returns>
    public int AfterSpace(int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    public void SkipSpace()
    {
        var end = AfterSpace(Position);
        CountLines(Position, end);
        Position = end;
    }

    public void CountLines(int from, int to)
    {
        if (to > from) Line += text.AsSpan(from, to - from).Count('\n');
    }

    public void Emit(TokenKind kind, string value) => Tokens.Add(new Token(kind, value, Line));

    public TemplateException Fail(string reason) => new(TemplateFault.Syntax, reason, Line);
}
