using System.Globalization;
using System.Text;

namespace Onebox.Templates.Constraints;

/// <summary>Collects rules under unique names, within a bound on their number and size.</summary>
internal sealed class GrammarBuilder
{
    /// <summary>A grammar is kept in memory per request and parsed by native code: this many rules are far more than any tool needs.</summary>
    private const int MostRules = 5_000;

    private const int MostCharacters = 1 << 20;

    private readonly Dictionary<string, string> _rules = new(StringComparer.Ordinal);
    private int _characters;

    /// <summary>White space that may stand between tokens of JSON: nothing, a blank, or a line break with indentation.</summary>
    public string Space => AddOnce("ws", "| \" \" | \"\\n\" [ \\t]{0,20}");

    /// <summary>Adds a rule whose name begins with this; gives the name it got.</summary>
    public string Add(string name, string body)
    {
        var reserved = Reserve(name);
        Define(reserved, body);
        return reserved;
    }

    /// <summary>A name for a rule that will be defined later: recursive schemas need the name first.</summary>
    public string Reserve(string name)
    {
        // Shared rules (value, string, ws…) never begin so: no name from a schema can take theirs.
        var clean = "r-" + Clean(name);
        var unique = clean;
        for (var i = 2; _rules.ContainsKey(unique); i++) unique = string.Create(CultureInfo.InvariantCulture, $"{clean}-{i}");
        if (_rules.Count >= MostRules) throw TooLarge();
        _rules[unique] = "";
        return unique;
    }

    public void Define(string name, string body)
    {
        _rules[name] = body;
        _characters += name.Length + body.Length;
        if (_characters > MostCharacters) throw TooLarge();
    }

    /// <summary>Adds a shared rule the first time it is asked for.</summary>
    public string AddOnce(string name, string body)
    {
        if (!_rules.ContainsKey(name)) Define(name, body);
        return name;
    }

    public string AddAlternatives(string name, IEnumerable<string> bodies) => Add(name, string.Join(" | ", bodies));

    /// <summary>Any text up to and with the first appearance of the marker, as the automaton of Knuth, Morris and Pratt.</summary>
    public string AddUntil(string name, string marker)
    {
        var states = Enumerable.Range(0, marker.Length).Select(i => Reserve(string.Create(CultureInfo.InvariantCulture, $"{name}-{i}"))).ToArray();
        var letters = marker.Distinct().ToArray();
        for (var state = 0; state < marker.Length; state++)
        {
            var alternatives = new List<string>();
            foreach (var letter in letters)
            {
                var next = Next(marker, state, letter);
                alternatives.Add(next == marker.Length ? Gbnf.Literal(letter.ToString()) : $"{Gbnf.Literal(letter.ToString())} {states[next]}");
            }
            alternatives.Add($"{Gbnf.Class(letters.Select(letter => ((int)letter, (int)letter)), negated: true)} {states[0]}");
            Define(states[state], string.Join(" | ", alternatives));
        }
        return states[0];
    }

    public string Build(string root)
    {
        var text = new StringBuilder().Append("root ::= ").Append(root).Append('\n');
        foreach (var (name, body) in _rules.OrderBy(rule => rule.Key, StringComparer.Ordinal)) text.Append(name).Append(" ::= ").Append(body).Append('\n');
        return text.ToString();
    }

    private static int Next(string marker, int state, char letter)
    {
        var seen = marker[..state] + letter;
        var length = Math.Min(seen.Length, marker.Length);
        while (length > 0 && !seen.EndsWith(marker[..length], StringComparison.Ordinal)) length--;
        return length;
    }

    private static string Clean(string name)
    {
        var clean = new StringBuilder();
        foreach (var c in name)
        {
            if (clean.Length == 60) break;
            clean.Append(char.IsAsciiLetterOrDigit(c) ? c : '-');
        }
        return clean.Length > 0 ? clean.ToString() : "rule";
    }

    private static GrammarException TooLarge() =>
        new("$schema", "#", $"the grammar would exceed {MostRules} rules or {MostCharacters} characters: simplify the schema");
}
