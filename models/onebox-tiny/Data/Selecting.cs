using System.Text;

namespace Onebox.TinyData;

/// <summary>
/// Drill in finding: passages of very short sentences, each asked for by words from its middle or its end, so that most of a row is choosing and little of it copying. To begin
/// a sentence the model has to find its start from a word further on; this is learned from such rows, and hardly from long ones.
/// </summary>
internal sealed class Selecting(Rng rng, Scenes scenes, Vocabulary vocabulary)
{
    private sealed record Line(string Text, IReadOnlyList<string> Keys);

    public Row Next()
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var passages = rng.Chance(0.5) ? 1 : rng.Between(2, 5);
        var lines = new List<(Line Line, int Passage)>();
        var text = new StringBuilder();
        for (var passage = 1; passage <= passages; passage++)
        {
            var here = Enumerable.Range(0, passages == 1 ? rng.Between(2, 9) : rng.Between(1, 4)).Select(_ => New(used)).ToList();
            text.Append('[').Append(passage).Append("] ").Append(Sentence.Capital(Word(used))).Append('\n').AppendJoin(rng.Chance(0.7) ? ' ' : '\n', here.Select(l => l.Text)).Append("\n\n");
            lines.AddRange(here.Select(l => (l, passage)));
        }

        var asked = lines.SelectMany(l => l.Line.Keys.Select(k => (Key: k, Answer: l.Line.Text + " [" + (char)('0' + l.Passage) + "]"))).ToList();
        rng.Shuffle(asked);
        List<Message> messages = [new("system", Conversations.System)];
        foreach (var (key, answer) in asked.Take(rng.Between(6, 12)))
        {
            Ask(Question(key), answer);
            if (rng.Chance(0.06))
                Ask(Question("the " + Word(used)), Conversations.Unknown);
        }

        return new Row(messages, null);

        void Ask(string question, string answer)
        {
            messages.Add(new("user", (messages.Count == 1 ? text.ToString() : "") + "Question: " + question));
            messages.Add(new("assistant", answer));
        }
    }

    private string Question(string key) => Sentence.Capital(rng.Below(9) switch
    {
        0 => "what about " + key + "?",
        1 => key + "?",
        2 => "who or what has to do with " + key + "?",
        3 => "where is " + key + "?",
        4 => "what does it say about " + key + "?",
        5 => "tell me about " + key + ".",
        6 => "when did " + key + "?",
        7 => "how many " + key + "?",
        _ => "which one is " + key + "?",
    });

    private Line New(HashSet<string> used)
    {
        var (a, b) = (Thing(used), Thing(used));
        var verb = scenes.Verb()[1];
        switch (rng.Below(7))
        {
            case 0: return Of("The " + a + " " + verb + " the " + b + ".", "the " + b, "the " + a);
            case 1:
                var who = scenes.Names.Person();
                return Of(who + " " + verb + " the " + b + ".", "the " + b, verb + " the " + b);
            case 2:
                var place = scenes.Names.Town();
                return Of("The " + a + " is in " + place + ".", place, "in " + place);
            case 3: return Of(Sentence.Capital(Values.Plural(a)) + " and " + Values.Plural(b) + " are " + Word(used) + ".", Values.Plural(b), Values.Plural(a) + " and " + Values.Plural(b));
            case 4:
                var value = scenes.Values.Of(rng.Pick(["money", "date", "duration", "weight", "percent", "person"]));
                return Of("The " + a + " of the " + b + " is " + value + ".", "the " + a + " of the " + b, "the " + b);
            case 5: return Of("In " + scenes.Values.Month() + " the " + a + " was " + verb + " by the " + b + ".", "the " + b, "the " + a);
            default:
                var (c, d) = (Word(used), Word(used));
                return Of(Sentence.Capital(c) + " " + a + " " + b + " " + d + ".", b, d, a + " " + b);
        }
    }

    private Line Of(string text, params string[] keys) => new(text, rng.Some(keys, rng.Between(1, 2)));

    private string Thing(HashSet<string> used) => rng.Chance(0.4) ? Word(used) : Unused(used, scenes.Names.Thing);

    /// <summary>A word of one token.</summary>
    private string Word(HashSet<string> used) => Unused(used, () => rng.Pick(vocabulary.Words).Trim());

    private static string Unused(HashSet<string> used, Func<string> make)
    {
        while (true)
        {
            var word = make();
            if (used.Add(word))
                return word;
        }
    }
}
