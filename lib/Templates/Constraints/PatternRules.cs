using System.Globalization;
using System.Text;

namespace Onebox.Templates.Constraints;

/// <summary>
/// A regular expression as a grammar body over the characters of a JSON string. The subset that is a regular language and
/// reads the same everywhere: literals, classes, groups, alternatives, counted repetition, anchors at the two ends.
/// </summary>
internal sealed class PatternRules(SchemaRules rules, string pattern, string path)
{
    private static readonly (int, int)[] Digits = [('0', '9')];
    private static readonly (int, int)[] WordCharacters = [('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
    private static readonly (int, int)[] Spaces = [('\t', '\r'), (' ', ' '), (0xa0, 0xa0)];

    private int _at;
    private int _depth;

    public string Body()
    {
        if (pattern.Length > 1000) throw Fail("is longer than 1000 characters");
        var body = Alternatives(outermost: true);
        return _at == pattern.Length ? body : throw Fail("has a ')' too many");
    }

    private GrammarException Fail(string reason) => rules.Fail("pattern", path, $"'{pattern}' {reason}");

    private string Alternatives(bool outermost)
    {
        if (++_depth > 50) throw Fail("is nested too deeply");
        var alternatives = new List<string> { Sequence(outermost) };
        while (_at < pattern.Length && pattern[_at] == '|')
        {
            _at++;
            alternatives.Add(Sequence(outermost));
        }
        _depth--;
        return string.Join(" | ", alternatives.Select(alternative => alternative.Length == 0 ? "\"\"" : alternative));
    }

    private string Sequence(bool outermost)
    {
        var parts = new List<string>();
        var anything = JsonGrammar.AddCharacter(rules.Grammar) + "*";
        var (begins, ends) = (false, false);
        if (outermost && _at < pattern.Length && pattern[_at] == '^')
        {
            begins = true;
            _at++;
        }
        while (_at < pattern.Length && pattern[_at] is not ('|' or ')'))
        {
            if (pattern[_at] == '$')
            {
                _at++;
                if (!outermost || (_at < pattern.Length && pattern[_at] != '|')) throw Fail("has a '$' that is not at its end");
                ends = true;
                break;
            }
            parts.Add(Quantified(Atom()));
        }
        if (outermost && !begins) parts.Insert(0, anything);
        if (outermost && !ends) parts.Add(anything);
        return string.Join(' ', parts);
    }

    private string Quantified(string atom)
    {
        while (_at < pattern.Length && pattern[_at] is '*' or '+' or '?' or '{')
        {
            var (least, most) = Quantifier();
            // Lazy repetition matches the same texts.
            if (_at < pattern.Length && pattern[_at] == '?') _at++;
            else if (_at < pattern.Length && pattern[_at] is '+') throw Fail("has a possessive repetition, which is not supported");
            if (most == 0) return "\"\"";
            atom = Gbnf.Repeat(atom, least, most);
            if (_at < pattern.Length && pattern[_at] is '*' or '+' or '?' or '{') throw Fail("repeats a repetition");
        }
        return atom;
    }

    private (int Least, int? Most) Quantifier()
    {
        switch (pattern[_at++])
        {
            case '*': return (0, null);
            case '+': return (1, null);
            case '?': return (0, 1);
        }
        var close = pattern.IndexOf('}', _at);
        if (close < 0) throw Fail("has a '{' that is not closed");
        var bounds = pattern[_at..close].Split(',');
        _at = close + 1;
        if (bounds.Length > 2 || !Number(bounds[0], out var least)) throw Fail("has a repetition that is not {n}, {n,} or {n,m}");
        if (bounds.Length == 1) return (least, least);
        if (bounds[1].Length == 0) return (least, null);
        return Number(bounds[1], out var most) && most >= least ? (least, most) : throw Fail("has a repetition that is not {n}, {n,} or {n,m}");
    }

    private bool Number(string text, out int number)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return false;
        return number <= Bounds.MostRepetitions ? true : throw Fail($"repeats more than {Bounds.MostRepetitions} times");
    }

    private string Atom()
    {
        var c = pattern[_at];
        switch (c)
        {
            case '(': return Group();
            case '[': return BracketClass();
            case '.':
                _at++;
                return CharacterSet.Not(['\n', '\r']).ToGrammar();
            case '\\': return Escape();
            case '^': throw Fail("has a '^' that is not at its beginning");
            case '*' or '+' or '?' or '{': throw Fail("repeats nothing");
            default:
                var rune = Rune.TryGetRuneAt(pattern, _at, out var whole) ? whole : throw Fail("has half a character");
                _at += rune.Utf16SequenceLength;
                return CharacterSet.Of((rune.Value, rune.Value)).ToGrammar();
        }
    }

    private string Group()
    {
        _at++;
        if (_at < pattern.Length && pattern[_at] == '?')
        {
            var named = string.CompareOrdinal(pattern, _at, "?<", 0, 2) == 0 && _at + 2 < pattern.Length && char.IsLetter(pattern[_at + 2]);
            if (!named && string.CompareOrdinal(pattern, _at, "?:", 0, 2) != 0) throw Fail("looks ahead or behind or sets options, which is not supported");
            _at = named ? pattern.IndexOf('>', _at) + 1 : _at + 2;
            if (_at == 0) throw Fail("has a group name that is not closed");
        }
        var body = Alternatives(outermost: false);
        if (_at >= pattern.Length) throw Fail("has a '(' that is not closed");
        _at++;
        return $"({body})";
    }

    private string Escape()
    {
        var (ranges, negated) = EscapedSet();
        return (negated ? CharacterSet.Not(ranges) : CharacterSet.Of(ranges)).ToGrammar();
    }

    private ((int, int)[] Ranges, bool Negated) EscapedSet()
    {
        if (++_at >= pattern.Length) throw Fail("ends with a backslash");
        var c = pattern[_at++];
        switch (c)
        {
            case 'd': return (Digits, false);
            case 'D': return (Digits, true);
            case 'w': return (WordCharacters, false);
            case 'W': return (WordCharacters, true);
            case 's': return (Spaces, false);
            case 'S': return (Spaces, true);
            case 'n': return ([('\n', '\n')], false);
            case 'r': return ([('\r', '\r')], false);
            case 't': return ([('\t', '\t')], false);
            case 'f': return ([('\f', '\f')], false);
            case 'v': return ([('\v', '\v')], false);
            case 'x': return (One(Coded(2)), false);
            case 'u': return (One(Coded(4)), false);
        }
        if (char.IsAsciiLetterOrDigit(c)) throw Fail($"has '\\{c}', which is not supported");
        return (One(c), false);
    }

    private static (int, int)[] One(int code) => [(code, code)];

    private int Coded(int digits)
    {
        if (_at + digits > pattern.Length || !int.TryParse(pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is >= 0xd800 and <= 0xdfff)
            throw Fail("has an escape that is not a character");
        _at += digits;
        return code;
    }

    private string BracketClass()
    {
        _at++;
        var negated = _at < pattern.Length && pattern[_at] == '^';
        if (negated) _at++;
        var ranges = new List<(int, int)>();
        for (var first = true; ; first = false)
        {
            if (_at >= pattern.Length) throw Fail("has a '[' that is not closed");
            if (pattern[_at] == ']' && !first) break;
            var (set, inverted) = ClassMember();
            if (inverted) throw Fail("has a negated escape inside a class, which is not supported");
            if (set.Length == 1 && set[0].Item1 == set[0].Item2 && _at + 1 < pattern.Length && pattern[_at] == '-' && pattern[_at + 1] != ']')
            {
                _at++;
                var (upper, upperInverted) = ClassMember();
                if (upperInverted || upper.Length != 1 || upper[0].Item1 < set[0].Item1) throw Fail("has a range that runs backwards");
                ranges.Add((set[0].Item1, upper[0].Item1));
            }
            else ranges.AddRange(set);
        }
        _at++;
        return (negated ? CharacterSet.Not([.. ranges]) : CharacterSet.Of([.. ranges])).ToGrammar();
    }

    private ((int, int)[] Ranges, bool Negated) ClassMember()
    {
        if (pattern[_at] == '\\') return pattern.AsSpan(_at).StartsWith("\\b") ? throw Fail("has '\\b' inside a class, which is not supported") : EscapedSet();
        if (!Rune.TryGetRuneAt(pattern, _at, out var rune)) throw Fail("has half a character");
        _at += rune.Utf16SequenceLength;
        return (One(rune.Value), false);
    }
}
