namespace Onebox.TinyData;

/// <summary>Passages that people wrote: some paragraphs of a manual's section, or example sentences of the dictionary one after the other. What is asked for is a sentence.</summary>
/// <param name="names">Makes names that take the place of some words, so that texts about software have some, too; null: texts stay as they are.</param>
internal sealed class ProseScenes(Rng rng, IReadOnlyList<Section> sections, Fillers fillers, ProseQuestions questions, Names? names) : ISource
{
    private const int Variants = 3;

    /// <summary>Longer sentences stand in passages and are not asked for: a row shall hold many answers.</summary>
    private const int LongestAnswer = 200;

    public Scene One() => rng.Chance(0.7) ? Manual(rng.Below(sections.Count)) : Examples();

    /// <summary>Neighbours in the same manual: about the same things.</summary>
    public IReadOnlyList<Scene> Several(int count)
    {
        var first = rng.Below(Math.Max(1, sections.Count - (2 * count)));
        return [.. Enumerable.Range(0, count).Select(i => Manual(first + (2 * i)))];
    }

    private Scene Manual(int at)
    {
        var section = sections[at];
        var room = rng.Between(250, 900);
        var renamed = Renamed(section);
        var paragraphs = new List<string>();
        var sentences = new List<string>();
        for (var i = rng.Below(section.Paragraphs.Count); i < section.Paragraphs.Count && room > 0; i++)
        {
            var taken = new List<string>();
            foreach (var original in section.Paragraphs[i])
            {
                if (room <= 0)
                    break;
                var sentence = Rename(original, renamed);
                taken.Add(sentence);
                room -= sentence.Length;
            }

            if (taken.Count > 0)
                paragraphs.Add(string.Join(' ', taken));
            sentences.AddRange(taken);
        }

        var other = sections[Math.Min(sections.Count - 1, at + 1)];
        return Of(section.Title, string.Join('\n', paragraphs), sentences, other == section ? [] : [.. other.Paragraphs.SelectMany(p => p).Select(s => Rename(s, renamed))]);
    }

    /// <summary>Some words of the section and the names that stand for them.</summary>
    private Dictionary<string, string> Renamed(Section section)
    {
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        if (names is null || rng.Chance(0.3))
            return renamed;
        var words = section.Paragraphs.SelectMany(p => p).SelectMany(s => s.Split(' ')).Where(w => w.Length > 4 && w.All(char.IsAsciiLetterLower)).ToList();
        for (var i = rng.Between(1, 6); i > 0 && words.Count > 0; i--)
            renamed[rng.Pick(words)] = rng.Below(4) switch { 0 => names.Person(), 1 => names.Town(), 2 => names.Company(), _ => names.Made() };
        return renamed;
    }

    private static string Rename(string sentence, Dictionary<string, string> renamed) =>
        renamed.Count == 0 ? sentence : string.Join(' ', sentence.Split(' ').Select(w => renamed.TryGetValue(w.TrimEnd('.', ','), out var name) ? name + w[w.TrimEnd('.', ',').Length..] : w));

    private Scene Examples()
    {
        var sentences = Enumerable.Range(0, rng.Between(3, 8)).Select(_ => fillers.Next()).Where(s => !s[..^1].Contains(". ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        return Of(rng.Pick(["Examples", "Notes", "Sentences", "Remarks", "Diary", "Letters"]), string.Join(' ', sentences), sentences, [fillers.Next(), fillers.Next()]);
    }

    private Scene Of(string title, string text, List<string> sentences, List<string> elsewhere)
    {
        var words = sentences.ConvertAll(ProseQuestions.Telling);
        var facts = new List<Fact>();
        for (var i = 0; i < sentences.Count; i++)
        {
            var others = words.Where((_, n) => n != i).ToList();
            var asked = Enumerable.Range(0, Variants).Select(_ => questions.About(sentences[i])).Where(q => q is not null && Fair(q, words[i], others)).Select(q => q!).Distinct(StringComparer.Ordinal).ToList();
            if (asked.Count > 0 && sentences[i].Length <= LongestAnswer)
                facts.Add(new Fact(asked, sentences[i]));
        }

        var here = words.SelectMany(w => w).ToHashSet(StringComparer.Ordinal);
        rng.Shuffle(elsewhere);
        var missing = elsewhere.Take(4).Select(questions.About).Where(q => q is not null && ProseQuestions.Telling(q) is { Count: > 1 } told && 2 * told.Count(here.Contains) < told.Count).Select(q => q!).ToList();
        return new Scene(title, text, facts, missing);
    }

    /// <summary>The question shares two words or more with its sentence, and with no other as many.</summary>
    private static bool Fair(string question, HashSet<string> own, List<HashSet<string>> others)
    {
        var told = ProseQuestions.Telling(question);
        var shared = told.Count(own.Contains);
        return shared > 1 && others.TrueForAll(o => told.Count(o.Contains) < shared);
    }
}
