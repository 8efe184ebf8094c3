using System.Text;

namespace Onebox.TinyData;

/// <summary>
/// Drill where one word never decides: sentences of few persons, verbs and things that all come again, so that a question is answered by the sentence with all its words, and sequences of few syllables to be repeated, where what
/// comes next follows from more than the syllable before. A model that copies by the last token alone jumps between sentences.
/// </summary>
internal sealed class Confusing(Rng rng, Scenes scenes, Vocabulary vocabulary)
{
    private sealed record Line(int Who, int Verb, int What, string Text, int Kind, int Passage);

    private static readonly string[] Repeats = ["Repeat: ", "Repeat this: ", "Say this again: ", "Copy this text: "];

    public Row Next() => rng.Chance(0.3) ? Sequence() : Sentences();

    /// <summary>A text over a small alphabet.</summary>
    private Row Sequence()
    {
        var words = rng.Chance(0.5);
        var alphabet = Enumerable.Range(0, rng.Between(4, 14)).Select(_ => words ? rng.Pick(vocabulary.Words) : scenes.Names.Made(1, 1).ToLowerInvariant()).ToList();
        var text = new StringBuilder();
        for (var i = rng.Between(20, 60); i > 0; i--)
            text.Append(rng.Pick(alphabet)).Append(!words && rng.Chance(0.4) ? " " : "");
        var copied = text.ToString().Trim();
        return new Row([new("user", rng.Pick(Repeats) + copied), new("assistant", copied)], null);
    }

    private Row Sentences()
    {
        var who = Enumerable.Range(0, rng.Between(2, 4)).Select(_ => rng.Chance(0.5) ? scenes.Names.Person() : "the " + scenes.Names.Role()).Distinct(StringComparer.Ordinal).ToList();
        var verbs = Enumerable.Range(0, rng.Between(2, 4)).Select(_ => scenes.Verb()).DistinctBy(v => v[0], StringComparer.Ordinal).ToList();
        var what = Enumerable.Range(0, rng.Between(2, 4)).Select(_ => rng.Chance(0.3) ? scenes.Names.Phrase() : scenes.Names.Thing()).Distinct(StringComparer.Ordinal).ToList();
        var passages = rng.Chance(0.4) ? 1 : rng.Between(2, 4);
        var seen = new HashSet<(int, int, int)>();
        var lines = new List<Line>();
        for (var i = rng.Between(4, 12); i > 0; i--)
        {
            var (a, v, b, kind) = (rng.Below(who.Count), rng.Below(verbs.Count), rng.Below(what.Count), rng.Below(5));
            if (!seen.Add((a, v, b)))
                continue;
            var value = kind switch { 0 => " on " + scenes.Values.Date(), 1 => " in " + scenes.Names.Town(), 2 => " for " + scenes.Values.Money(), 3 => " with " + scenes.Names.Person(), _ => "" };
            var text = rng.Below(3) switch
            {
                0 => Sentence.Capital("the " + what[b] + " was " + verbs[v][2] + " by " + who[a] + value + "."),
                1 when kind < 2 => Sentence.Capital(value.TrimStart() + " " + who[a] + " " + verbs[v][1] + " the " + what[b] + "."),
                _ => Sentence.Capital(who[a] + " " + verbs[v][1] + " the " + what[b] + value + "."),
            };
            lines.Add(new Line(a, v, b, text, kind, rng.Between(1, passages)));
        }

        var prompt = new StringBuilder();
        for (var passage = 1; passage <= passages; passage++)
            prompt.Append('[').Append(passage).Append("] ").Append(Sentence.Capital(scenes.Names.Thing())).Append('\n').AppendJoin(rng.Chance(0.7) ? ' ' : '\n', lines.Where(l => l.Passage == passage).Select(l => l.Text)).Append("\n\n");
        var asked = new List<(string Question, string Answer)>();
        foreach (var line in lines)
        {
            var (a, v, b) = (who[line.Who], verbs[line.Verb], what[line.What]);
            var answer = line.Text + " [" + (char)('0' + line.Passage) + "]";
            if (lines.Count(l => l.Verb == line.Verb && l.What == line.What) == 1)
                asked.Add((rng.Pick(["Who " + v[1] + " the " + b + "?", "By whom was the " + b + " " + v[2] + "?", "Who was it that " + v[1] + " the " + b + "?"]), answer));
            if (lines.Count(l => l.Verb == line.Verb && l.Who == line.Who) == 1)
                asked.Add((rng.Pick(["What did " + a + " " + v[0] + "?", "What was " + v[2] + " by " + a + "?"]), answer));
            var does = "did " + a + " " + v[0] + " the " + b + "?";
            if (line.Kind < 4)
                asked.Add((line.Kind switch { 0 => "When ", 1 => "Where ", 2 => "For how much ", _ => "With whom " } + does, answer));
        }

        for (var i = 0; i < 2; i++)
        {
            var (a, v, b) = (rng.Below(who.Count), rng.Below(verbs.Count), rng.Below(what.Count));
            if (!lines.Exists(l => l.Verb == v && l.What == b))
                asked.Add(("Who " + verbs[v][1] + " the " + what[b] + "?", Conversations.Unknown));
            else if (!lines.Exists(l => l.Verb == v && l.Who == a))
                asked.Add(("What did " + who[a] + " " + verbs[v][0] + "?", Conversations.Unknown));
        }

        rng.Shuffle(asked);
        List<Message> messages = [new("system", Conversations.System)];
        foreach (var (question, answer) in asked.DistinctBy(q => q.Question, StringComparer.Ordinal).Take(12))
        {
            messages.Add(new("user", (messages.Count == 1 ? prompt.ToString() : "") + "Question: " + question));
            messages.Add(new("assistant", answer));
        }

        return messages.Count > 1 ? new Row(messages, null) : Sequence();
    }
}
