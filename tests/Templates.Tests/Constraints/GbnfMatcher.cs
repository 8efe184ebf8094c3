using System.Globalization;
using System.Text;

namespace Onebox.Templates.Tests.Constraints;

/// <summary>
/// A small reader and matcher of GBNF, written from llama.cpp's description of it: all positions where a node can end,
/// remembered per rule and position. Slow and plain on purpose: it is the judge.
/// </summary>
internal sealed class GbnfMatcher
{
    private abstract record Node;

    private sealed record Characters(bool Negated, List<(int First, int Last)> Ranges) : Node;

    private sealed record Reference(string Rule) : Node;

    private sealed record Sequence(List<Node> Parts) : Node;

    private sealed record Choice(List<Node> Branches) : Node;

    private sealed record Repeated(Node Item, int Least, int? Most) : Node;

    private readonly Dictionary<string, Node> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, int), HashSet<int>?> _seen = [];
    private int[] _text = [];
    private string _source = "";
    private int _at;

    public GbnfMatcher(string grammar)
    {
        foreach (var line in grammar.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = line.IndexOf(" ::= ", StringComparison.Ordinal);
            _source = line[(cut + 5)..];
            _at = 0;
            var node = Alternatives();
            if (_at != _source.Length) throw new FormatException($"rest '{_source[_at..]}' of rule {line[..cut]}");
            _rules.Add(line[..cut], node);
        }
        foreach (var name in _rules.Values.SelectMany(References))
        {
            if (!_rules.ContainsKey(name)) throw new FormatException($"rule {name} is missing");
        }
        if (!_rules.ContainsKey("root")) throw new FormatException("no root");
    }

    public bool Matches(string text)
    {
        _text = [.. text.EnumerateRunes().Select(rune => rune.Value)];
        _seen.Clear();
        return Ends(new Reference("root"), 0).Contains(_text.Length);
    }

    private static IEnumerable<string> References(Node node) => node switch
    {
        Reference reference => [reference.Rule],
        Sequence sequence => sequence.Parts.SelectMany(References),
        Choice choice => choice.Branches.SelectMany(References),
        Repeated repeated => References(repeated.Item),
        _ => [],
    };

    private HashSet<int> Ends(Node node, int at)
    {
        switch (node)
        {
            case Characters set:
                var inside = at < _text.Length && set.Ranges.Exists(range => range.First <= _text[at] && _text[at] <= range.Last);
                return at < _text.Length && inside != set.Negated ? [at + 1] : [];
            case Reference reference:
                if (_seen.TryGetValue((reference.Rule, at), out var known)) return known ?? throw new FormatException($"left recursion in {reference.Rule}");
                _seen[(reference.Rule, at)] = null;
                var found = Ends(_rules[reference.Rule], at);
                _seen[(reference.Rule, at)] = found;
                return found;
            case Choice choice: return [.. choice.Branches.SelectMany(branch => Ends(branch, at))];
            case Sequence sequence:
                HashSet<int> ends = [at];
                foreach (var part in sequence.Parts) ends = [.. ends.SelectMany(end => Ends(part, end))];
                return ends;
            case Repeated repeated: return Repeat(repeated, at);
            default: throw new InvalidOperationException();
        }
    }

    private HashSet<int> Repeat(Repeated repeated, int at)
    {
        HashSet<int> all = [], now = [at];
        if (repeated.Least == 0) all.Add(at);
        for (var count = 1; now.Count > 0 && (repeated.Most is null || count <= repeated.Most); count++)
        {
            var next = new HashSet<int>(now.SelectMany(end => Ends(repeated.Item, end)));
            if (count >= repeated.Least)
            {
                next.ExceptWith(all);
                all.UnionWith(next);
            }
            now = next;
        }
        return all;
    }

    private Choice Alternatives()
    {
        var branches = new List<Node> { Row() };
        while (Peek() == '|')
        {
            _at++;
            branches.Add(Row());
        }
        return new Choice(branches);
    }

    private Sequence Row()
    {
        var parts = new List<Node>();
        while (true)
        {
            while (Peek() == ' ') _at++;
            var c = Peek();
            if (c is '\0' or '|' or ')') return new Sequence(parts);
            if (c == '"') parts.Add(Literal());
            else if (c == '[') parts.Add(Class());
            else if (c == '(')
            {
                _at++;
                parts.Add(Alternatives());
                if (Peek() != ')') throw new FormatException("')' is missing");
                _at++;
            }
            else if (char.IsAsciiLetterOrDigit(c))
            {
                var begin = _at;
                while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '-') _at++;
                parts.Add(new Reference(_source[begin.._at]));
            }
            else if (c is '*' or '+' or '?' or '{') parts[^1] = Repetition(parts[^1]);
            else throw new FormatException($"'{c}' in {_source}");
        }
    }

    private Repeated Repetition(Node item)
    {
        switch (_source[_at++])
        {
            case '*': return new Repeated(item, 0, null);
            case '+': return new Repeated(item, 1, null);
            case '?': return new Repeated(item, 0, 1);
        }
        var close = _source.IndexOf('}', _at);
        var bounds = _source[_at..close].Split(',');
        _at = close + 1;
        var least = int.Parse(bounds[0], CultureInfo.InvariantCulture);
        int? most = bounds.Length == 1 ? least : bounds[1].Length == 0 ? null : int.Parse(bounds[1], CultureInfo.InvariantCulture);
        return most > 2000 || least > 2000 ? throw new FormatException("too many repetitions for the engine") : new Repeated(item, least, most);
    }

    private Sequence Literal()
    {
        _at++;
        var parts = new List<Node>();
        while (Peek() != '"')
        {
            var code = Character();
            parts.Add(new Characters(false, [(code, code)]));
        }
        _at++;
        return new Sequence(parts);
    }

    private Characters Class()
    {
        _at++;
        var negated = Peek() == '^';
        if (negated) _at++;
        var ranges = new List<(int, int)>();
        while (Peek() != ']')
        {
            var first = Character();
            if (Peek() != '-' || _source[_at + 1] == ']') ranges.Add((first, first));
            else
            {
                _at++;
                ranges.Add((first, Character()));
            }
        }
        _at++;
        return new Characters(negated, ranges);
    }

    private int Character()
    {
        if (Peek() == '\0') throw new FormatException("a literal is not closed");
        if (Peek() != '\\')
        {
            var rune = Rune.GetRuneAt(_source, _at);
            _at += rune.Utf16SequenceLength;
            return rune.Value;
        }
        var escape = _source[_at + 1];
        _at += 2;
        switch (escape)
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case '\\' or '"' or '[' or ']': return escape;
        }
        var digits = escape switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => throw new FormatException($"the engine does not know '\\{escape}'") };
        var code = int.Parse(_source.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        _at += digits;
        return code;
    }

    private char Peek() => _at < _source.Length ? _source[_at] : '\0';
}
