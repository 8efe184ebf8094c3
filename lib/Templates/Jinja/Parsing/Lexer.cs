namespace Onebox.Templates.Jinja.Parsing;

/// <summary>
/// Cuts source into tokens with the whitespace rules of the environment chat templates are written for:
/// <c>trim_blocks</c> and <c>lstrip_blocks</c> on, one trailing newline of the file dropped. What stands inside a tag is <see cref="TagLexer"/>'s.
/// </summary>
internal sealed class Lexer
{
    private readonly Source _source;
    private readonly TagLexer _tags;
    private bool _atLineStart = true;

    private Lexer(Source source) => (_source, _tags) = (source, new TagLexer(source));

    public static List<Token> Tokenize(string text)
    {
        // Only CR LF and CR count as line ends, as in Jinja: form feeds and Unicode separators stay text.
        var normalized = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (normalized.EndsWith('\n')) normalized = normalized[..^1];
        var source = new Source(normalized);
        new Lexer(source).Root();
        source.Emit(TokenKind.End, "");
        return source.Tokens;
    }

    private void Root()
    {
        while (!_source.AtEnd)
        {
            var open = NextOpening();
            if (open < 0)
            {
                _source.Emit(TokenKind.Text, _source.Text[_source.Position..]);
                _source.Position = _source.Text.Length;
                return;
            }
            var kind = _source.Text[open + 1];
            var sign = open + 2 < _source.Text.Length ? _source.Text[open + 2] : '\0';
            EmitText(open, sign, isVariable: kind == '{');
            _source.CountLines(_source.Position, open);
            _source.Position = open + (sign is '-' or '+' ? 3 : 2);
            // A sign after {{ other than '-' is the operator plus.
            if (kind == '{' && sign == '+') _source.Position--;
            switch (kind)
            {
                case '#':
                    Comment();
                    break;
                case '{':
                    Variable();
                    break;
                default:
                    if (!Raw()) Block();
                    break;
            }
        }
    }

    private int NextOpening()
    {
        for (var at = _source.Position; ; at++)
        {
            at = _source.Text.IndexOf('{', at);
            if (at < 0 || at + 1 >= _source.Text.Length) return -1;
            if (_source.Text[at + 1] is '{' or '%' or '#') return at;
        }
    }

    /// <summary>The text up to a tag, without the blanks that the tag swallows.</summary>
    private void EmitText(int end, char sign, bool isVariable)
    {
        var text = StripBefore(_source.Text[_source.Position..end], sign, isVariable);
        if (text.Length > 0) _source.Emit(TokenKind.Text, text);
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
        var close = _source.Text.IndexOf("#}", _source.Position, StringComparison.Ordinal);
        if (close < 0) throw _source.Fail("missing end of comment tag '#}'");
        _source.CountLines(_source.Position, close);
        var sign = close > _source.Position ? _source.Text[close - 1] : '\0';
        _source.Position = close + 2;
        AfterTag(sign);
    }

    private void Variable()
    {
        var sign = _tags.Read(TokenKind.VariableBegin, TokenKind.VariableEnd, "}}");
        if (sign == '-') _source.SkipSpace();
        NoteLineStart();
    }

    private void Block() => AfterTag(_tags.Read(TokenKind.BlockBegin, TokenKind.BlockEnd, "%}"));

    private bool Raw()
    {
        var at = _source.AfterSpace(_source.Position);
        if (!_source.Has("raw", at)) return false;
        var close = _source.AfterSpace(at + 3);
        var strip = close < _source.Text.Length && _source.Text[close] == '-';
        if (strip) close++;
        if (!_source.Has("%}", close)) return false;
        _source.CountLines(_source.Position, close);
        _source.Position = close + 2;
        if (strip) _source.SkipSpace();
        NoteLineStart();
        for (var open = _source.Position; ; open += 2)
        {
            open = _source.Text.IndexOf("{%", open, StringComparison.Ordinal);
            if (open < 0) throw _source.Fail("missing end of raw directive");
            var sign = open + 2 < _source.Text.Length ? _source.Text[open + 2] : '\0';
            at = _source.AfterSpace(open + (sign is '-' or '+' ? 3 : 2));
            if (!_source.Has("endraw", at)) continue;
            close = _source.AfterSpace(at + 6);
            var closing = close < _source.Text.Length && _source.Text[close] is '-' or '+' ? _source.Text[close++] : '\0';
            if (!_source.Has("%}", close)) continue;
            EmitText(open, sign, isVariable: false);
            _source.CountLines(_source.Position, close);
            _source.Position = close + 2;
            AfterTag(closing);
            return true;
        }
    }

    /// <summary>What a closing tag swallows: everything blank after <c>-</c>, nothing after <c>+</c>, else one newline.</summary>
    private void AfterTag(char sign)
    {
        if (sign == '-') _source.SkipSpace();
        else if (sign != '+' && _source.Peek(0) == '\n')
        {
            _source.Position++;
            _source.Line++;
        }
        NoteLineStart();
    }

    private void NoteLineStart() => _atLineStart = _source.Text[_source.Position - 1] == '\n';
}
