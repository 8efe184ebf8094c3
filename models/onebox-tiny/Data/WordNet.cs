using System.Globalization;

namespace Onebox.TinyData;

internal sealed record Sense(string Word, string Gloss, IReadOnlyList<string> Examples, string? Kind, int LexicalFile);

/// <summary>
/// Words, glosses, examples and "is a kind of" of WordNet 3.0's dictionary files (data.noun, index.noun…; format: wndb(5WN)). Only plain lower-case
/// words that the tagged corpora know are used as words of made-up sentences; glosses come from all.
/// </summary>
internal sealed class WordNet
{
    private readonly Dictionary<int, List<string>> _nouns = [];

    public List<Sense> Nouns { get; } = [];

    public List<Sense> Others { get; } = [];

    public List<string> Adjectives { get; } = [];

    /// <summary>Common things one can own, sell, see: artifacts, food, animals, plants, substances, natural objects.</summary>
    public List<string> Things { get; } = [];

    public List<string> Roles { get; } = [];

    public List<string> Acts { get; } = [];

    /// <summary>Common words that stand in one synset, by each of them.</summary>
    public Dictionary<string, List<string>> Synonyms { get; } = new(StringComparer.Ordinal);

    public static WordNet Read(string folder)
    {
        var net = new WordNet();
        var common = Common(Path.Combine(folder, "index.noun"), 1);
        var lines = Rows(Path.Combine(folder, "data.noun")).ToList();
        var first = lines.ToDictionary(l => l[..8], l => l.Split(' ', 6)[4].Replace('_', ' '), StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var sense = Parse(line, first);
            net.Nouns.Add(sense);
            net.Join(line, common);
            if (Plain(sense.Word) && common.Contains(sense.Word))
                net.List(sense.LexicalFile).Add(sense.Word);
        }

        var commonAdjectives = Common(Path.Combine(folder, "index.adj"), 1);
        foreach (var line in Rows(Path.Combine(folder, "data.adj")))
        {
            var sense = Parse(line, null);
            net.Others.Add(sense);
            net.Join(line, commonAdjectives);
            if (Plain(sense.Word) && commonAdjectives.Contains(sense.Word))
                net.Adjectives.Add(sense.Word);
        }

        var commonVerbs = Common(Path.Combine(folder, "index.verb"), 1);
        foreach (var line in Rows(Path.Combine(folder, "data.verb")))
        {
            net.Others.Add(Parse(line, null));
            net.Join(line, commonVerbs);
        }

        foreach (var file in new[] { 5, 6, 13, 17, 20, 27 })
            net.Things.AddRange(net.List(file).Distinct(StringComparer.Ordinal));
        net.Roles.AddRange(net.List(18).Distinct(StringComparer.Ordinal));
        net.Acts.AddRange(net.List(4).Concat(net.List(10)).Concat(net.List(7)).Distinct(StringComparer.Ordinal));
        return net;
    }

    private void Join(string line, HashSet<string> common)
    {
        var head = line[..line.IndexOf(" | ", StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var count = int.Parse(head[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var same = Enumerable.Range(0, count).Select(i => head[4 + (2 * i)]).Where(w => Plain(w) && common.Contains(w)).ToList();
        foreach (var word in same.Where(_ => same.Count > 1))
        {
            // One synset a word is enough: what counts is that a question may use another word than the text.
            Synonyms.TryAdd(word, [.. same.Where(w => !string.Equals(w, word, StringComparison.Ordinal))]);
        }
    }

    private List<string> List(int lexicalFile)
    {
        if (!_nouns.TryGetValue(lexicalFile, out var list))
            _nouns[lexicalFile] = list = [];
        return list;
    }

    private static bool Plain(string word) => word.Length is >= 3 and <= 11 && word.All(char.IsAsciiLetterLower);

    private static IEnumerable<string> Rows(string path) => File.ReadLines(path).Where(l => l.Length > 0 && l[0] != ' ');

    /// <summary>Lemmas with at least <paramref name="tagged"/> senses seen in tagged text.</summary>
    private static HashSet<string> Common(string index, int tagged)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in Rows(index))
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var pointers = int.Parse(parts[3], CultureInfo.InvariantCulture);
            if (int.Parse(parts[5 + pointers], CultureInfo.InvariantCulture) >= tagged)
                found.Add(parts[0]);
        }

        return found;
    }

    private static Sense Parse(string line, Dictionary<string, string>? first)
    {
        var bar = line.IndexOf(" | ", StringComparison.Ordinal);
        var head = line[..bar].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var words = int.Parse(head[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        string? kind = null;
        for (var i = 4 + (words * 2) + 1; first is not null && i + 1 < head.Length; i++)
        {
            if (head[i] is "@" or "@i" && first.TryGetValue(head[i + 1], out var above))
            {
                kind = above;
                break;
            }
        }

        var parts = line[(bar + 3)..].Trim().Split("; \"");
        var examples = parts.Skip(1).Select(p => p.Trim().TrimEnd('"', ';', ' ')).Where(p => p.Length > 12 && !p.Contains('"', StringComparison.Ordinal)).ToList();
        var word = head[4].Replace('_', ' ');
        var paren = word.IndexOf('(', StringComparison.Ordinal);
        return new Sense(paren > 0 ? word[..paren] : word, parts[0].Trim(), examples, kind, int.Parse(head[1], CultureInfo.InvariantCulture));
    }
}
