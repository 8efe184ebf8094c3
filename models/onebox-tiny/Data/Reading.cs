using System.Text;

namespace Onebox.TinyData;

/// <summary>
/// Rows of the third run and those after it: passages in the forms in which Knowledge sends them (<see cref="Layout"/>), half of them people's, half made up, and many questions about them. The same sentence may be asked for twice in
/// other words, so that what was answered before tells nothing about what comes next.
/// </summary>
/// <param name="everyday">What the fifth run has more of; null: the rows of the runs before it.</param>
internal sealed class Reading(Rng rng, Scenes scenes, CompanyScenes company, EncyclopediaScenes encyclopedia, Conversations conversations, Vocabulary vocabulary, CompanyScenes? everyday = null)
{
    private const int MostTokens = 1000;
    private const int MostAsked = 12;

    /// <summary>Tokens of the template around a message, at most.</summary>
    private const int Wrapping = 6;

    private sealed record Passage(string Title, string Text, Scene Scene, bool Strict);

    private sealed record Asked(string Question, string Answer);

    /// <summary>Share of questions that the passages do not answer, where there are so many.</summary>
    public double Unknown { get; set; } = 0.25;

    private readonly PriceTables? _tables = everyday is null ? null : new PriceTables(rng, everyday, scenes.Names, scenes.Values);

    /// <param name="level">0: one passage, 1: up to three, 2: up to five.</param>
    public Row Next(int level)
    {
        scenes.ProseShare = rng.Chance(0.5) ? 1 : 0;
        var (plain, selecting, confusing, talking) = everyday is null ? (3, 13, 13, 22) : (2, 8, 16, 27);
        switch (rng.Below(100))
        {
            case var kind when kind < plain: return new Row(null, scenes.Plain());
            case var kind when kind < selecting: return new Selecting(rng, scenes, vocabulary).Next();
            case var kind when kind < confusing: return new Confusing(rng, scenes, vocabulary).Next();
            case var kind when kind < talking:
                scenes.ProseShare = 0;
                return conversations.Next(level);
            default: return Of(level, rng.Between(5, MostAsked));
        }
    }

    /// <summary>One question a prompt, about company papers only: the form of test-company.jsonl.</summary>
    public Row Test()
    {
        while (true)
        {
            company.Begin();
            var passages = Enumerable.Range(0, rng.Between(1, 4)).Select(_ => Dressed(company, company.One())).Where(p => p.Scene.Facts.Count > 0).ToList();
            if (passages.Count > 0 && Asks(passages, 1) is { Count: > 0 } asked && Text(passages) is var text && vocabulary.Count(text) < 700)
                return new Row([new("system", Conversations.System), new("user", text + "Question: " + asked[0].Question), new("assistant", asked[0].Answer)], null);
        }
    }

    private Row Of(int level, int most)
    {
        while (true)
        {
            var passages = Passages(level);
            var text = Text(passages);
            var tokens = vocabulary.Count(Conversations.System) + vocabulary.Count(text) + Wrapping;
            List<Message> messages = [new("system", Conversations.System)];
            foreach (var (question, answer) in Asks(passages, most))
            {
                tokens += vocabulary.Count("Question: " + question) + vocabulary.Count(answer) + (2 * Wrapping);
                if (tokens > MostTokens)
                    break;
                messages.Add(new("user", (messages.Count == 1 ? text : "") + "Question: " + conversations.Wording(question)));
                messages.Add(new("assistant", answer));
            }

            if (messages.Count > 3)
                return new Row(messages, null);
        }
    }

    private static string Text(List<Passage> passages)
    {
        var text = new StringBuilder();
        for (var i = 0; i < passages.Count; i++)
            text.Append('[').Append(i + 1).Append("] ").Append(passages[i].Title).Append('\n').Append(passages[i].Text).Append("\n\n");
        return text.ToString();
    }

    private List<Passage> Passages(int level)
    {
        company.Begin();
        everyday?.Begin();
        var count = level switch { 0 => 1, 1 => rng.Between(1, 3), _ => rng.Between(2, 5) };
        var passages = new List<Passage>();
        while (passages.Count < count)
        {
            var source = Source();
            var left = count - passages.Count;
            passages.AddRange(left > 1 && rng.Chance(0.5) ? source.Several(rng.Between(2, left)).Select(s => Dressed(source, s)) : [Dressed(source, source.One())]);
        }

        rng.Shuffle(passages);
        return passages;
    }

    private ISource Source()
    {
        if (everyday is not null)
        {
            var part = rng.Below(40);
            scenes.ProseShare = part < 12 ? 1 : 0;
            return part switch { < 12 => scenes.Next(), < 20 => company, < 33 => everyday, < 35 => _tables!, < 37 => encyclopedia, _ => scenes.Next() };
        }

        var kind = rng.Below(20);
        scenes.ProseShare = kind < 8 ? 1 : 0;
        return kind switch { < 8 => scenes.Next(), < 16 => company, < 18 => encyclopedia, _ => scenes.Next() };
    }

    private Passage Dressed(ISource source, Scene scene)
    {
        // Knowledge has a blank line between paragraphs and bars between a table's cells.
        var text = (source is ProseScenes && rng.Chance(0.8) ? scene.Text.Replace("\n", "\n\n", StringComparison.Ordinal) : scene.Text).Replace("\t", " | ", StringComparison.Ordinal);
        var (title, dressed) = Layout.Dress(rng, scene.Title.Replace(" > ", " › ", StringComparison.Ordinal), text);
        return new Passage(title, dressed, scene, source is ProseScenes);
    }

    /// <summary>No question that two things answer, that another sentence is nearer to, or that was said to have no answer and has one.</summary>
    private List<Asked> Asks(List<Passage> passages, int most)
    {
        var sentences = passages.SelectMany(p => p.Scene.Text.Split('\n')).SelectMany(l => l.Replace(". ", ".\u0001", StringComparison.Ordinal).Split('\u0001')).Where(s => s.Length > 0).Select(s => (Text: s, Telling: ProseQuestions.Telling(s))).ToList();
        var open = new List<Asked>();
        for (var i = 0; i < passages.Count; i++)
        {
            var (_, _, scene, strict) = passages[i];
            foreach (var fact in scene.Facts)
            {
                if (Answer(scene, fact)?.Replace("\t", " | ", StringComparison.Ordinal) is not { } answer)
                    continue;
                var own = ProseQuestions.Telling(answer);
                var others = sentences.Where(s => !s.Text.Contains(answer, StringComparison.Ordinal) && !answer.Contains(s.Text, StringComparison.Ordinal)).Select(s => s.Telling).ToList();
                open.AddRange(fact.Questions.Where(q => Fair(ProseQuestions.Telling(q), own, others, strict)).Select(q => new Asked(q, answer + " [" + (char)('1' + i) + "]")));
            }
        }

        var twice = open.DistinctBy(a => (a.Question.ToUpperInvariant(), a.Answer)).CountBy(a => a.Question, StringComparer.OrdinalIgnoreCase).Where(c => c.Value > 1).Select(c => c.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        open.RemoveAll(a => twice.Contains(a.Question));
        var missing = passages.SelectMany(p => p.Scene.Missing).Concat(company.NotSaid()).Concat(everyday?.NotSaid() ?? []).Where(q => !open.Exists(a => string.Equals(a.Question, q, StringComparison.OrdinalIgnoreCase)) && ProseQuestions.Telling(q) is { Count: > 0 } told && !sentences.Exists(s => told.IsSubsetOf(s.Telling)))
            .Select(Sentence.Capital).Distinct(StringComparer.Ordinal).ToList();
        rng.Shuffle(open);
        rng.Shuffle(missing);
        var favoured = everyday is not null && passages.Count > 1 && rng.Chance(0.3);
        var asked = new List<Asked>();
        while (asked.Count < most && open.Count > 0)
        {
            if (rng.Chance(Unknown) && missing.Count > 0)
            {
                asked.Add(new Asked(missing[^1], Conversations.Unknown));
                missing.RemoveAt(missing.Count - 1);
                continue;
            }

            // By what is asked for, not by how often it may be asked.
            var answers = open.Select(a => a.Answer).Distinct(StringComparer.Ordinal).ToList();
            // Knowledge sends the best passage first.
            if (favoured && rng.Chance(0.8) && answers.FindAll(a => a.EndsWith("[1]", StringComparison.Ordinal)) is { Count: > 0 } first)
                answers = first;
            var answer = rng.Pick(answers);
            var at = open.FindIndex(a => string.Equals(a.Answer, answer, StringComparison.Ordinal));
            asked.Add(open[at]);
            open.RemoveAt(at);
        }

        return asked;
    }

    /// <summary>The sentence that answers: what company papers and works of reference say is one already.</summary>
    private static string? Answer(Scene scene, Fact fact)
    {
        if (fact.Answer.Length < 20 || fact.Answer[^1] != '.')
            return Sentence.Around(scene.Text, fact.Answer);
        var at = scene.Text.IndexOf(fact.Answer, StringComparison.Ordinal);
        return at >= 0 && scene.Text.IndexOf(fact.Answer, at + 1, StringComparison.Ordinal) < 0 ? fact.Answer : null;
    }

    private static bool Fair(HashSet<string> told, HashSet<string> own, List<HashSet<string>> others, bool strict)
    {
        var shared = told.Count(own.Contains);
        return strict ? others.TrueForAll(o => told.Count(o.Contains) < shared) : shared == told.Count || others.TrueForAll(o => !told.IsSubsetOf(o));
    }
}
