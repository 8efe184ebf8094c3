using System.Text;

namespace Onebox.TinyData;

/// <summary>
/// Rows from scenes: Knowledge's prompt word for word, with one or several questions about the same passages (each answered question trains, so
/// several a prompt teach more for the same reading), single passages without citation, copying, lists, yes or no, and plain text.
/// </summary>
/// <param name="vocabulary">Counts tokens, so that no row outgrows the context.</param>
/// <param name="unknown">Share of questions that the passages do not answer.</param>
/// <param name="asking">How many questions a row asks, where the passages hold so many answers and the context so many tokens.</param>
internal sealed class Conversations(Rng rng, Scenes scenes, Vocabulary vocabulary, double unknown, (int Fewest, int Most) asking)
{
    public const string System = "Answer the question from the passages only. Cite the passage as [n]. If they do not say, answer: The documents do not say.";
    public const string Unknown = "The documents do not say.";
    private const int MostCharacters = 2400;
    private const int MostTokens = 1000;

    /// <summary>Tokens of the template around a message, at most.</summary>
    private const int Wrapping = 6;

    private static readonly string[] Openings = ["Please tell me: ", "I need to know: ", "A customer asks: ", "Hello, ", "Tell me: ", "Quick question: ", "One more thing: "];
    private static readonly string[] Greetings = ["Hello", "Hi", "Hello!", "Good morning", "Hey there", "Who are you?", "What can you do?", "Help", "Thanks", "How are you?"];
    private const string About = "I am onebox-tiny, a very small model. Give me a text and a question about it, and I answer with words of the text.";

    /// <param name="level">-3: drill in finding; -2: loops of words; -1: drill; 0: single passages, short; 1: up to three; 2: up to five.</param>
    public Row Next(int level) => level == -3 ? new Selecting(rng, scenes, vocabulary).Next() : level == -2 ? new Drill(rng, scenes, vocabulary.Words).Pieces() : level < 0 ? new Drill(rng, scenes, vocabulary.Words).Next() : rng.Below(100) switch
    {
        < 3 => new Drill(rng, scenes, vocabulary.Words).Next(),
        < 86 => Knowledge(level, asking.Most),
        < 91 => Extraction(),
        < 94 => Copying(),
        < 95 => new Row([new("user", rng.Pick(Greetings)), new("assistant", About)], null),
        _ => new Row(null, scenes.Plain()),
    };

    /// <summary>One question a prompt, as Knowledge sends it: the form of the validation and test files.</summary>
    public Row Test(int level) => Knowledge(level, 1);

    private Row Knowledge(int level, int questions)
    {
        var passages = Passages(level);
        var text = new StringBuilder();
        for (var i = 0; i < passages.Count; i++)
            text.Append('[').Append(i + 1).Append("] ").Append(passages[i].Title).Append('\n').Append(passages[i].Text).Append("\n\n");
        var asked = Questions(passages);
        List<Message> messages = [new("system", System)];
        var tokens = vocabulary.Count(System) + vocabulary.Count(text.ToString()) + Wrapping;
        foreach (var (question, answer) in asked.Take(questions == 1 ? 1 : rng.Between(asking.Fewest, questions)))
        {
            tokens += vocabulary.Count("Question: " + question) + vocabulary.Count(answer) + (2 * Wrapping);
            if (messages.Count > 1 && tokens > MostTokens)
                break;
            messages.Add(new("user", (messages.Count == 1 ? text.ToString() : "") + "Question: " + question));
            messages.Add(new("assistant", answer));
        }

        return new Row(messages, null);
    }

    private List<Scene> Passages(int level)
    {
        while (true)
        {
            var count = level == 0 ? 1 : rng.Chance(0.3) ? 1 : rng.Between(2, level == 1 ? 3 : 5);
            var list = new List<Scene>();
            while (list.Count < count)
                list.AddRange(rng.Chance(0.5) ? scenes.Next().Several(Math.Min(count - list.Count, rng.Between(1, 3))) : [scenes.Next().One()]);
            rng.Shuffle(list);
            if (list.Sum(s => s.Title.Length + s.Text.Length + 8) <= (level == 0 ? MostCharacters / 3 : MostCharacters) && list.Exists(s => s.Facts.Count > 0))
                return list;
        }
    }

    /// <summary>No question is asked that two passages answer differently, or that one answers and another was said not to.</summary>
    private List<(string Question, string Answer)> Questions(List<Scene> passages)
    {
        var answered = new List<(Fact Fact, string Answer, int Passage)>();
        for (var i = 0; i < passages.Count; i++)
        {
            foreach (var fact in passages[i].Facts)
            {
                var verbatim = Sentence.Around(passages[i].Text, fact.Answer);
                if (verbatim is not null)
                    answered.Add((fact, verbatim, i + 1));
            }
        }

        var seen = answered.SelectMany(a => a.Fact.Questions).CountBy(q => q, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var missing = passages.SelectMany(p => p.Missing).Where(q => !seen.ContainsKey(q)).Distinct(StringComparer.Ordinal).ToList();
        rng.Shuffle(answered);
        rng.Shuffle(missing);
        var asked = new List<(string, string)>();
        foreach (var (fact, answer, passage) in answered)
        {
            while (missing.Count > 0 && rng.Chance(unknown))
            {
                asked.Add((Wording(missing[^1]), Unknown));
                missing.RemoveAt(missing.Count - 1);
            }

            var fair = fact.Questions.Where(q => seen[q] == 1).ToList();
            if (fair.Count > 0)
                asked.Add((Wording(rng.Pick(fair)), answer + " [" + (char)('0' + passage) + "]"));
        }

        if (asked.Count == 0)
            asked.Add((Wording("Who " + scenes.Verb()[1] + " the " + scenes.Names.Phrase() + "?"), Unknown));
        return asked;
    }

    public string Wording(string question)
    {
        question = Sentence.Capital(question);
        return rng.Below(100) switch
        {
            < 84 => question,
            < 90 => rng.Pick(Openings) + char.ToLowerInvariant(question[0]) + question[1..],
            < 94 => char.ToLowerInvariant(question[0]) + question[1..],
            < 97 => question.TrimEnd('?', '.'),
            _ => char.ToLowerInvariant(question[0]) + question[1..].TrimEnd('?', '.'),
        };
    }

    private Row Extraction()
    {
        var passages = Passages(0);
        var scene = passages[0];
        List<Message> messages = [];
        foreach (var (question, answer) in Questions(passages).Where(q => q.Answer != Unknown).Take(rng.Between(1, 4)))
            messages.AddRange([new("user", messages.Count == 0 ? (rng.Chance(0.5) ? scene.Title + "\n" : "") + scene.Text + "\n\n" + question : question), new("assistant", answer[..^4])]);
        return messages.Count == 0 ? Copying() : new Row(messages, null);
    }

    private Row Copying()
    {
        var scene = Passages(0)[0];
        var line = rng.Pick(scene.Text.Split('\n'));
        switch (rng.Below(4))
        {
            case 0:
                return new Row([new("user", rng.Pick(["Repeat: ", "Say this again: ", "Copy this text: "]) + line), new("assistant", line)], null);
            case 1:
                var things = Enumerable.Range(0, rng.Between(2, 6)).Select(_ => scenes.Names.Phrase()).ToList();
                return new Row([new("user", "List these things, one a line: " + string.Join(", ", things)), new("assistant", string.Join('\n', things.Select(t => "- " + t)))], null);
            case 2:
                var made = Enumerable.Range(0, rng.Between(2, 5)).Select(_ => scenes.Names.Made()).ToList();
                var at = rng.Below(made.Count);
                var yes = rng.Chance(0.5);
                return new Row([new("user", "Names: " + string.Join(", ", made) + "\n\nIs " + (yes ? made[at] : scenes.Names.Made()) + " in the list? Answer yes or no."), new("assistant", yes ? "Yes." : "No.")], null);
            default:
                return new Row([new("user", "What is the title of this text?\n\n" + scene.Title + "\n" + scene.Text), new("assistant", scene.Title)], null);
        }
    }
}
