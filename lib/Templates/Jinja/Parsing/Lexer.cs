namespace Onebox.Templates.Jinja.Parsing;

/// <summary>
/// Cuts source into tokens with the whitespace rules of the environment chat templates are written for:
/// <c>trim_blocks</c> and <c>lstrip_blocks</c> on, one trailing newline of the file dropped.
/// </summary>
internal sealed class Lexer
{
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _position;
    private int _line = 1;
    private bool _atLineStart = true;

    private Lexer(string source) => _source = source;

    public static List<Token> Tokenize(string source)
    {
        // Only CR LF and CR count as line ends, as in Jinja: form feeds and Unicode separators stay text.
        var normalized = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (normalized.EndsWith('\n')) normalized = normalized[..^1];
        var lexer = new Lexer(normalized);
        lexer.Root();
        lexer._tokens.Add(new Token(TokenKind.End, "", lexer._line));
        return lexer._tokens;
    }

    private void Root()
    {
        while (_position < _source.Length)
        {
            var open = NextOpening();
            if (open < 0)
            {
                Emit(TokenKind.Text, _source[_position..]);
                _position = _source.Length;
                return;
            }
            var kind = _source[open + 1];
            var sign = open + 2 < _source.Length ? _source[open + 2] : '\0';
            var text = StripBefore(_source[_position..open], sign, isVariable: kind == '{');
            if (text.Length > 0) Emit(TokenKind.Text, text);
            CountLines(_position, open);
            _position = open + (sign is '-' or '+' ? 3 : 2);
            // A sign after {{ other than '-' is the operator plus.
            if (kind == '{' && sign == '+') _position--;
            switch (kind)
            {
                case '#': Comment(); break;
                case '{': Inside(TokenKind.VariableBegin, TokenKind.VariableEnd, "}}"); break;
                default:
                    if (!Raw()) Inside(TokenKind.BlockBegin, TokenKind.BlockEnd, "%}");
                    break;
            }
        }
    }

    private int NextOpening()
    {
        for (var at = _position; ; at++)
        {
            at = _source.IndexOf('{', at);
            if (at < 0 || at + 1 >= _source.Length) return -1;
            if (_source[at + 1] is '{' or '%' or '#') return at;
        }
    }

    private string StripBefore(string text, char sign, bool isVariable)
    {
        if (sign == '-') return text.TrimEnd();
        if (isVariable || sign == '+') return text;
        var lineBegin = text.LastIndexOf('\n') + 1;
        var indented = (lineBegin > 0 || _atLineStart) && string.IsNullOrWhiteSpace(text[lineBegin..]);
        return indented ? text[..lineBegin] : text;
    }

    private void Comment()
    {
        var close = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (close < 0) throw Fail("missing end of comment tag '#}'");
        CountLines(_position, close);
        var sign = close > _position ? _source[close - 1] : '\0';
        _position = close + 2;
        AfterTag(sign);
    }

    private bool Raw()
    {
        var at = SkipSpace(_position);
        if (!Word(at, "raw")) return false;
        var close = SkipSpace(at + 3);
        var strip = close < _source.Length && _source[close] == '-';
        if (strip) close++;
        if (string.CompareOrdinal(_source, close, "%}", 0, 2) != 0) return false;
        CountLines(_position, close);
        _position = close + 2;
        if (strip) SkipAllSpace();
        _atLineStart = _source[_position - 1] == '\n';
        for (var open = _position; ; open += 2)
        {
            open = _source.IndexOf("{%", open, StringComparison.Ordinal);
            if (open < 0) throw Fail("missing end of raw directive");
            var sign = open + 2 < _source.Length ? _source[open + 2] : '\0';
            at = SkipSpace(open + (sign is '-' or '+' ? 3 : 2));
            if (!Word(at, "endraw")) continue;
            close = SkipSpace(at + 6);
            var closing = close < _source.Length && _source[close] is '-' or '+' ? _source[close++] : '\0';
            if (string.CompareOrdinal(_source, close, "%}", 0, 2) != 0) continue;
            var text = StripBefore(_source[_position..open], sign, isVariable: false);
            if (text.Length > 0) Emit(TokenKind.Text, text);
            CountLines(_position, close);
            _position = close + 2;
            AfterTag(closing);
            return true;
        }
    }

    private void Inside(TokenKind begin, TokenKind end, string closing)
    {
        Emit(begin, "");
        var open = new Stack<char>();
        while (true)
        {
            _position = SkipCounted(_position);
            if (_position >= _source.Length) throw Fail($"missing '{closing}'");
            var here = _source[_position];
            if (open.Count == 0 && Closes(closing, out var sign))
            {
                Emit(end, "");
                if (end == TokenKind.BlockEnd) AfterTag(sign);
                else
                {
                    if (sign == '-') SkipAllSpace();
                    _atLineStart = _source[_position - 1] == '\n';
                }
                return;
            }
            if (here is '\'' or '"') Quoted(here);
            else if (char.IsAsciiDigit(here)) Number();
            else if (here == '_' || char.IsLetter(here)) Name();
            else Operator(open);
        }
    }

    private bool Closes(string closing, out char sign)
    {
        sign = _source[_position];
        var at = sign == '-' || (sign == '+' && closing == "%}") ? _position + 1 : _position;
        if (string.CompareOrdinal(_source, at, closing, 0, 2) != 0) return false;
        if (at == _position) sign = '\0';
        _position = at + 2;
        return true;
    }

    /// <summary>What a closing tag swallows: everything blank after <c>-</c>, nothing after <c>+</c>, else one newline.</summary>
    private void AfterTag(char sign)
    {
        if (sign == '-') SkipAllSpace();
        else if (sign != '+' && _position < _source.Length && _source[_position] == '\n') { _position++; _line++; }
        _atLineStart = _source[_position - 1] == '\n';
    }

    private void Quoted(char quote)
    {
        var begin = _position + 1;
        var at = begin;
        while (at < _source.Length && _source[at] != quote) at += _source[at] == '\\' ? 2 : 1;
        if (at >= _source.Length) throw Fail("a string is not closed");
        var line = _line;
        CountLines(begin, at);
        _tokens.Add(new Token(TokenKind.String, StringLiteral.Decode(_source.AsSpan(begin, at - begin), line), line));
        _position = at + 1;
    }

    private void Number()
    {
        var begin = _position;
        var isFloat = false;
        if (_source[begin] == '0' && begin + 1 < _source.Length && char.ToLowerInvariant(_source[begin + 1]) is 'x' or 'o' or 'b')
        {
            _position += 2;
            while (_position < _source.Length && (char.IsAsciiHexDigit(_source[_position]) || _source[_position] == '_')) _position++;
            Emit(TokenKind.Integer, _source[begin.._position].Replace("_", "", StringComparison.Ordinal));
            return;
        }
        Digits();
        // After a dot a number is an index: list.1.1 reads two of them.
        if (begin > 0 && _source[begin - 1] == '.')
        {
            Emit(TokenKind.Integer, _source[begin.._position].Replace("_", "", StringComparison.Ordinal));
            return;
        }
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1))) { isFloat = true; _position++; Digits(); }
        var sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign))) { isFloat = true; _position += 1 + sign; Digits(); }
        Emit(isFloat ? TokenKind.Float : TokenKind.Integer, _source[begin.._position].Replace("_", "", StringComparison.Ordinal));
    }

    private void Digits()
    {
        while (char.IsAsciiDigit(Peek(0)) || (Peek(0) == '_' && char.IsAsciiDigit(Peek(1)))) _position++;
    }

    private void Name()
    {
        var begin = _position;
        while (_position < _source.Length && (_source[_position] == '_' || char.IsLetterOrDigit(_source[_position]))) _position++;
        Emit(TokenKind.Name, _source[begin.._position]);
    }

    private static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", ".", ",", ":", "|", "(", ")", "[", "]", "{", "}", ";"];

    private void Operator(Stack<char> open)
    {
        foreach (var symbol in Operators)
        {
            if (string.CompareOrdinal(_source, _position, symbol, 0, symbol.Length) != 0) continue;
            var sign = symbol[0];
            if (sign is '(' or '[' or '{') open.Push(sign);
            if (sign is ')' or ']' or '}' && (!open.TryPop(out var opened) || !Pairs(opened, sign)))
                throw Fail($"unexpected '{sign}'");
            _position += symbol.Length;
            Emit(TokenKind.Operator, symbol);
            return;
        }
        throw Fail($"unexpected character U+{(int)_source[_position]:X4}");
    }

    private static bool Pairs(char open, char close) => (open, close) is ('(', ')') or ('[', ']') or ('{', '}');

    private char Peek(int ahead) => _position + ahead < _source.Length ? _source[_position + ahead] : '\0';

    private bool Word(int at, string word) => string.CompareOrdinal(_source, at, word, 0, word.Length) == 0;

    private int SkipSpace(int at)
    {
        while (at < _source.Length && char.IsWhiteSpace(_source[at])) at++;
        return at;
    }

    private int SkipCounted(int at)
    {
        var end = SkipSpace(at);
        CountLines(at, end);
        return end;
    }

    private void SkipAllSpace() => _position = SkipCounted(_position);

    private void CountLines(int from, int to)
    {
        if (to > from) _line += _source.AsSpan(from, to - from).Count('\n');
    }

    private void Emit(TokenKind kind, string text) => _tokens.Add(new Token(kind, text, _line));

    private TemplateException Fail(string reason) => new(TemplateFault.Syntax, reason, _line);
}
