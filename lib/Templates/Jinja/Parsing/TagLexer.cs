namespace Onebox.Templates.Jinja.Parsing;

/// <summary>Cuts what stands inside a tag into strings, numbers, names and operators.</summary>
internal sealed class TagLexer(Source source)
{
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", ".", ",", ":", "|", "(", ")", "[", "]", "{", "}", ";"];

    /// <summary>Reads up to and with the tag's closing.</summary>
    /// <returns>The sign before the closing, which tells what blanks to swallow after it; NUL for none.</returns>
    public char Read(TokenKind begin, TokenKind end, string closing)
    {
        source.Emit(begin, "");
        var open = new Stack<char>();
        while (true)
        {
            source.SkipSpace();
            if (source.AtEnd) throw source.Fail($"missing '{closing}'");
            var here = source.Here;
            if (open.Count == 0 && Closes(closing, out var sign))
            {
                source.Emit(end, "");
                return sign;
            }
            if (here is '\'' or '"') Quoted(here);
            else if (char.IsAsciiDigit(here)) Number();
            else if (here == '_' || char.IsLetter(here)) Name();
            else Operator(open);
        }
    }

    private bool Closes(string closing, out char sign)
    {
        sign = source.Here;
        var at = sign == '-' || (sign == '+' && closing == "%}") ? source.Position + 1 : source.Position;
        if (!source.Has(closing, at)) return false;
        if (at == source.Position) sign = '\0';
        source.Position = at + 2;
        return true;
    }

    private void Quoted(char quote)
    {
        var text = source.Text;
        var begin = source.Position + 1;
        var at = begin;
        while (at < text.Length && text[at] != quote) at += text[at] == '\\' ? 2 : 1;
        if (at >= text.Length) throw source.Fail("a string is not closed");
        var line = source.Line;
        source.CountLines(begin, at);
        source.Tokens.Add(new Token(TokenKind.String, StringLiteral.Decode(text.AsSpan(begin, at - begin), line), line));
        source.Position = at + 1;
    }

    private void Number()
    {
        var begin = source.Position;
        if (source.Here == '0' && char.ToLowerInvariant(source.Peek(1)) is 'x' or 'o' or 'b')
        {
            source.Position += 2;
            while (char.IsAsciiHexDigit(source.Peek(0)) || source.Peek(0) == '_') source.Position++;
            EmitNumber(TokenKind.Integer, begin);
            return;
        }
        Digits();
        // After a dot a number is an index: list.1.1 reads two of them.
        if (begin > 0 && source.Text[begin - 1] == '.')
        {
            EmitNumber(TokenKind.Integer, begin);
            return;
        }
        var kind = TokenKind.Integer;
        if (source.Peek(0) == '.' && char.IsAsciiDigit(source.Peek(1)))
        {
            kind = TokenKind.Float;
            source.Position++;
            Digits();
        }
        var sign = source.Peek(1) is '+' or '-' ? 1 : 0;
        if (source.Peek(0) is 'e' or 'E' && char.IsAsciiDigit(source.Peek(1 + sign)))
        {
            kind = TokenKind.Float;
            source.Position += 1 + sign;
            Digits();
        }
        EmitNumber(kind, begin);
    }

    private void EmitNumber(TokenKind kind, int begin) => source.Emit(kind, source.Text[begin..source.Position].Replace("_", "", StringComparison.Ordinal));

    private void Digits()
    {
        while (char.IsAsciiDigit(source.Peek(0)) || (source.Peek(0) == '_' && char.IsAsciiDigit(source.Peek(1)))) source.Position++;
    }

    private void Name()
    {
        var begin = source.Position;
        while (source.Peek(0) == '_' || char.IsLetterOrDigit(source.Peek(0))) source.Position++;
        source.Emit(TokenKind.Name, source.Text[begin..source.Position]);
    }

    private void Operator(Stack<char> open)
    {
        foreach (var symbol in Operators)
        {
            if (!source.Has(symbol, source.Position)) continue;
            var sign = symbol[0];
            if (sign is '(' or '[' or '{') open.Push(sign);
            if (sign is ')' or ']' or '}' && (!open.TryPop(out var opened) || !Pairs(opened, sign)))
                throw source.Fail($"unexpected '{sign}'");
            source.Position += symbol.Length;
            source.Emit(TokenKind.Operator, symbol);
            return;
        }
        throw source.Fail($"unexpected character U+{(int)source.Here:X4}");
    }

    private static bool Pairs(char open, char close) => (open, close) is ('(', ')') or ('[', ']') or ('{', '}');
}
