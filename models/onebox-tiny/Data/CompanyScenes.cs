using System.Globalization;

namespace Onebox.TinyData;

/// <summary>Passages of company papers or other everyday texts. Nothing is said twice in a row but of two things that the questions tell apart.</summary>
/// <param name="speech">Makes sentences less plain; null: they stay as they are.</param>
internal sealed class CompanyScenes(Rng rng, Split split, CompanyPapers papers, Names names, Values values, IReadOnlyList<string[]> verbs, Fillers fillers, Speech? speech = null) : ISource
{
    /// <summary>Ways to ask for one thing that a scene offers; a row may ask for the same thing twice in other words.</summary>
    private const int Wordings = 5;

    private static readonly string[] Words = ["two", "three", "four", "five", "six", "eight", "ten", "twelve", "fourteen", "fifteen", "twenty", "thirty"];

    private readonly Topic[] _topics = [.. papers.Topics.Where(t => t.HeldOut == (split == Split.Test))];
    private readonly Topic[] _repeating = [.. papers.Topics.Where(t => t.Repeats && split != Split.Test)];
    private readonly List<(PaperFact Fact, Dictionary<string, string> Slots)> _said = [];
    private readonly List<Topic> _open = [];
    private readonly Dictionary<string, List<string>> _pool = new(StringComparer.Ordinal);

    /// <summary>Forgets the row before.</summary>
    public void Begin()
    {
        _said.Clear();
        _open.Clear();
        _pool.Clear();
    }

    public Scene One() => Of(Subject(), rng.Between(2, 8));

    /// <summary>Neighbouring passages of one paper: the same topic.</summary>
    public IReadOnlyList<Scene> Several(int count)
    {
        var topic = Subject();
        return [.. Enumerable.Range(0, count).Select(_ => Of(topic, rng.Between(2, 5))).Where(s => s.Facts.Count > 0)];
    }

    /// <summary>Questions of the row's topics that no passage of the row answers: other things about what occurs there.</summary>
    public IEnumerable<string> NotSaid()
    {
        foreach (var topic in _open.ToList())
        {
            for (var tries = rng.Between(2, 5); tries > 0; tries--)
            {
                var fact = rng.Pick(topic.Facts);
                if (Fresh(fact) is { } slots)
                    yield return Expand(rng.Pick(fact.Questions), slots);
            }
        }
    }

    private Topic Subject() => rng.Pick(_repeating.Length > 0 && rng.Chance(0.3) ? _repeating : _topics);

    private Scene Of(Topic topic, int count)
    {
        if (!_open.Contains(topic))
            _open.Add(topic);
        var facts = new List<Fact>();
        var sentences = new List<string>();
        var named = speech is not null && rng.Chance(0.5) ? Named() : null;
        for (var i = 0; i < count; i++)
        {
            var fact = rng.Pick(topic.Facts);
            if (Fresh(fact) is not { } slots)
                continue;
            _said.Add((fact, slots));
            var sentence = Full(Sentence.Capital(Expand(rng.Pick(fact.Statements), slots)));
            sentences.Add(sentence);
            facts.Add(new Fact([.. Enumerable.Range(0, Wordings).Select(_ => OfNamed(Sentence.Capital(Expand(rng.Pick(fact.Questions), slots)), named)).Distinct(StringComparer.Ordinal)], sentence));
        }

        speech?.Vary(sentences, facts);
        if (rng.Chance(0.12))
            sentences.Insert(rng.Below(sentences.Count + 1), fillers.Next());
        return new Scene(named is null ? rng.Pick(topic.Titles) : Sentence.Capital(named) + (rng.Chance(0.3) ? " – " + rng.Pick(topic.Titles) : ""), Layout.Text(rng, sentences), facts, []);
    }

    /// <summary>What a text is about, where its title alone says so.</summary>
    private string Named() => rng.Below(5) switch { 0 => names.Made() + " " + names.Thing(), 1 => names.Company(), 2 => names.Town(), _ => "the " + names.Phrase() };

    /// <summary>Who asks often names what the title names and the sentence that answers does not.</summary>
    private string OfNamed(string question, string? named) => named is null || !rng.Chance(0.35) ? question : question.TrimEnd('?') + rng.Pick([" of ", " of ", " in ", " at ", " for "]) + named + "?";

    /// <summary>Values for the slots with which the fact is not yet said; null where there are none.</summary>
    private Dictionary<string, string>? Fresh(PaperFact fact)
    {
        var before = _said.Where(s => s.Fact == fact).ToList();
        var slots = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in fact.Keys)
            Value(key, slots);
        return before.Count == 0 || (fact.Keys.Count > 0 && before.TrueForAll(b => fact.Keys.Exists(k => !string.Equals(b.Slots[k], slots[k], StringComparison.Ordinal)))) ? slots : null;
    }

    private string Expand(string template, Dictionary<string, string> slots)
    {
        var bound = CompanyPapers.BoundChoice().Replace(template, m => Bound(m.Groups["of"].Value.Split('|'), slots));
        var chosen = CompanyPapers.Choice().Replace(bound, m => rng.Pick(m.Groups["of"].Value.Split('|')));
        var text = CompanyPapers.Slot().Replace(chosen, m => m.Groups["of"].Value is var name && name[^1] == '+' ? Values.Plural(Value(name[..^1], slots)) : Value(name, slots));
        return text.Replace("  ", " ", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal).Replace(" .", ".", StringComparison.Ordinal).Replace(" ?", "?", StringComparison.Ordinal).Replace("the the ", "the ", StringComparison.Ordinal).Trim();
    }

    private string Bound(string[] choices, Dictionary<string, string> slots)
    {
        var key = "<" + (char)('0' + choices.Length);
        if (!slots.TryGetValue(key, out var place))
            slots[key] = place = "" + (char)('0' + rng.Below(choices.Length));
        return choices[place[0] - '0'];
    }

    private static string Full(string sentence) => sentence[^1] == '.' ? sentence : sentence + ".";

    private string Value(string name, Dictionary<string, string> slots)
    {
        if (slots.TryGetValue(name, out var value))
            return value;
        if (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot)
            return Form(name, dot, slots);
        var type = name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (type is "do" or "did" or "done")
        {
            var verb = rng.Pick(verbs);
            (slots["do"], slots["did"], slots["done"]) = (verb[0], verb[1], verb[2]);
            return slots[name];
        }

        var tries = 0;
        do
        {
            value = Shared(type);
        }
        while (slots.ContainsValue(value) && ++tries < 9);
        return slots[name] = value;
    }

    /// <summary>A column of the row that the slot has in this fact; without a column, the row.</summary>
    private string Form(string name, int dot, Dictionary<string, string> slots)
    {
        var (row, forms) = (name[..(dot + 1)], papers.Forms[name[..dot]]);
        if (!slots.TryGetValue(row, out var at))
            slots[row] = at = rng.Below(forms.Length).ToString(CultureInfo.InvariantCulture);
        return name.Length == row.Length ? at : forms[int.Parse(at, CultureInfo.InvariantCulture)][name[^1] - '0'];
    }

    /// <summary>Half of the things come again from what the row already names, so that one word of a question does not decide.</summary>
    private string Shared(string type)
    {
        if (!papers.Pooled.Contains(type))
            return New(type);
        if (!_pool.TryGetValue(type, out var pool))
            _pool[type] = pool = [];
        if (pool.Count > 0 && rng.Chance(0.5))
            return rng.Pick(pool);
        var made = New(type);
        pool.Add(made);
        return made;
    }

    private string New(string type) => papers.Lists.TryGetValue(type, out var list) ? CompanyPapers.Slot().Replace(rng.Pick(list), m => New(m.Groups["of"].Value)) : type switch
    {
        "human" => names.Person(),
        "town" => names.Town(),
        "made" => names.Made(),
        "volume" => values.Volume(),
        "n" => values.Int(2, 90),
        "count" => rng.Chance(0.3) ? rng.Pick(Words) : values.Int(2, 60),
        "day" => values.Day(),
        "month" => values.Month(),
        "office" => values.Of("room"),
        "thing" => names.Thing(),
        "phrase" => names.Phrase(),
        "role" => names.Role(),
        "adj" => names.Adjective(),
        "act" => names.Act(),
        _ => values.Of(type),
    };
}
