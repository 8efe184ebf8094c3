using System.Text.RegularExpressions;

namespace Onebox.TinyData;

/// <summary>Short articles about persons, places and events with names, from WordNet's glosses: what a work of reference says, and how people ask for it.</summary>
internal sealed partial class EncyclopediaScenes : ISource
{
    private const int Person = 18;
    private const int Event = 4;
    private static readonly int[] Files = [Event, 15, Person];
    private static readonly string[] Titles = ["Encyclopedia", "Who was who", "People", "World atlas", "Lexicon", "Short biographies", "History", "Places", "Names and dates"];

    private readonly Rng _rng;
    private readonly ProseQuestions _questions;
    private readonly Dictionary<int, List<Sense>> _senses;

    public EncyclopediaScenes(Rng rng, Split split, WordNet words, ProseQuestions questions)
    {
        (_rng, _questions) = (rng, questions);
        _senses = words.Nouns.Where(s => Files.Contains(s.LexicalFile) && char.IsAsciiLetterUpper(s.Word[0]) && s.Kind is not null && s.Gloss.Length is > 25 and < 180 && SplitOf.Allows(split, s.Word)).GroupBy(s => s.LexicalFile).ToDictionary(g => g.Key, g => g.ToList());
    }

    public Scene One()
    {
        var file = _rng.Below(10) switch { < 6 => Person, < 9 => 15, _ => Event };
        var told = _rng.Some(_senses[file], _rng.Between(2, 7));
        var facts = new List<Fact>();
        var sentences = new List<string>();
        foreach (var sense in told)
            Tell(sense, sentences, facts);
        var missing = _rng.Some(_senses[file], 3).Where(s => !told.Exists(t => string.Equals(t.Word, s.Word, StringComparison.Ordinal))).Select(s =>
        {
            var others = new List<Fact>();
            Tell(s, [], others);
            return _rng.Pick(_rng.Pick(others).Questions);
        }).ToList();
        return new Scene(_rng.Chance(0.4) ? told[0].Word : _rng.Pick(Titles), Layout.Text(_rng, sentences), facts, missing);
    }

    public IReadOnlyList<Scene> Several(int count) => [.. Enumerable.Range(0, count).Select(_ => One())];

    private void Tell(Sense sense, List<string> sentences, List<Fact> facts)
    {
        var person = sense.LexicalFile == Person;
        var years = Years().Match(sense.Gloss);
        var gloss = Brackets().Replace(sense.Gloss.Split(';')[0], "").Trim();
        var article = gloss.StartsWith("a ", StringComparison.Ordinal) || gloss.StartsWith("an ", StringComparison.Ordinal) || gloss.StartsWith("the ", StringComparison.Ordinal) ? "" : "aeiouAEIO".Contains(gloss[0], StringComparison.Ordinal) ? "an " : "a ";
        var inside = years.Success && _rng.Chance(0.5);
        var sentence = sense.Word + (inside ? " " + years.Value : "") + (person ? " was " : " is ") + article + gloss + ".";
        var asked = new List<string> { (person ? "Who was " : "What is ") + sense.Word + "?" };
        if (!person)
            asked.Add("Where is " + sense.Word + "?");
        foreach (var (mark, question) in new[] { (" who ", "Who "), (" noted for ", "Who was noted for "), (" famous for ", "Who was famous for "), (" that ", "What "), (" known for ", "Who was known for ") })
        {
            if (gloss.IndexOf(mark, StringComparison.Ordinal) is > 0 and var at)
                asked.AddRange([question + gloss[(at + mark.Length)..] + "?", question + Shortened(gloss[(at + mark.Length)..]) + "?"]);
        }

        if (gloss.IndexOf(" born in ", StringComparison.Ordinal) > 0)
            asked.AddRange(["Where was " + sense.Word + " born?", "In which country was " + sense.Word + " born?"]);
        for (var i = 0; i < 3; i++)
        {
            if (_questions.About(sentence) is { } question)
                asked.Add(question);
        }

        if (inside)
            asked.AddRange(["When was " + sense.Word + " born?", "In which year did " + sense.Word + " die?"]);
        sentences.Add(sentence);
        facts.Add(new Fact(asked, sentence));
        if (!person || !years.Success || inside || years.Groups["to"].Length == 0)
            return;
        var life = sense.Word + _rng.Pick([" lived from ", " was born in "]);
        life += life.EndsWith("from ", StringComparison.Ordinal) ? years.Groups["from"].Value + " to " + years.Groups["to"].Value + "." : years.Groups["from"].Value + " and died in " + years.Groups["to"].Value + ".";
        sentences.Add(life);
        facts.Add(new Fact(["When was " + sense.Word + " born?", "When did " + sense.Word + " die?", "In which year was " + sense.Word + " born?", "Who died in " + years.Groups["to"].Value + "?"], life));
    }

    private string Shortened(string clause)
    {
        var words = clause.Split(' ');
        return string.Join(' ', words.Take(_rng.Between(3, Math.Max(3, words.Length)))).TrimEnd(',');
    }

    [GeneratedRegex(@"\((born in )?(?<from>\d{3,4})(-(?<to>\d{3,4}))?\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Years();

    [GeneratedRegex(@" ?\([^)]*\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Brackets();
}
