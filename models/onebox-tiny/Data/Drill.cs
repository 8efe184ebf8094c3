namespace Onebox.TinyData;

/// <summary>
/// Copying and looking up with nothing else to learn: texts to repeat, pairs to look up. Attention learns to copy from such rows within a million tokens,
/// and hardly at all where few tokens of a row can be copied.
/// </summary>
internal sealed class Drill(Rng rng, Scenes scenes, IReadOnlyList<string> pieces)
{
    private static readonly string[] Repeats = ["Repeat: ", "Repeat this: ", "Say this again: ", "Copy this text: ", "Write once more: "];
    private static readonly string[] Again = ["Again.", "Once more, please.", "Repeat it.", "And again."];

    public Row Next() => rng.Below(10) switch
    {
        < 2 => Pieces(),
        < 4 => Loop(),
        < 7 => Repeat(),
        _ => Pairs(),
    };

    /// <summary>Words of one token each over and over, in an order that nothing foretells but the round before: copying and nothing else.</summary>
    public Row Pieces()
    {
        var round = string.Concat(Enumerable.Range(0, rng.Between(3, 24)).Select(_ => rng.Pick(pieces)));
        var text = string.Concat(Enumerable.Repeat(round, 40)).TrimStart();
        return new Row(null, text[..Math.Min(text.Length, 480)]);
    }

    /// <summary>A few things over and over: after the first round every token can be found by looking back.</summary>
    private Row Loop()
    {
        var items = Enumerable.Range(0, rng.Between(1, 14)).Select(_ => Item()).ToList();
        var join = rng.Pick([" ", ", ", "\n", "; ", " - "]);
        var round = string.Join(join, items);
        return new Row(null, string.Join(join, Enumerable.Repeat(round, Math.Max(3, 500 / (round.Length + 2)))));
    }

    private Row Repeat()
    {
        var text = rng.Below(3) switch
        {
            0 => string.Join(rng.Pick([" ", ", ", "\n", "; "]), Enumerable.Range(0, rng.Between(3, 14)).Select(_ => Item())),
            1 => scenes.Next().One().Text,
            _ => string.Join(' ', Enumerable.Range(0, rng.Between(4, 24)).Select(_ => scenes.Names.Thing())),
        };
        if (text.Length > 500)
            text = text[..text.LastIndexOf(' ', 500)];
        List<Message> messages = [new("user", rng.Pick(Repeats) + text), new("assistant", text)];
        if (rng.Chance(0.5))
            messages.AddRange([new("user", rng.Pick(Again)), new("assistant", text)]);
        return new Row(messages, null);
    }

    private Row Pairs()
    {
        var count = rng.Between(2, 10);
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (pairs.Count < count)
            pairs.TryAdd(Item(), Item());
        var (join, end) = rng.Below(5) switch { 0 => (": ", "\n"), 1 => (" is ", ". "), 2 => (" = ", "\n"), 3 => (" has ", ". "), _ => (" | ", "\n") };
        var text = string.Concat(pairs.Select(p => p.Key + join + p.Value + end)).TrimEnd();
        List<Message> messages = [];
        var asked = pairs.ToList();
        rng.Shuffle(asked);
        foreach (var (key, value) in asked)
        {
            var (question, answer) = rng.Below(6) switch
            {
                0 => ("What belongs to " + key + "?", value),
                1 => (key + "?", value),
                2 => ("Whose is " + value + "?", key),
                3 => ("What stands before " + value + "?", key),
                _ => ("What is with " + key + "?", value),
            };
            messages.AddRange([new("user", (messages.Count == 0 ? text + "\n\n" : "") + question), new("assistant", answer)]);
        }

        return new Row(messages, null);
    }

    private string Item() => rng.Below(6) switch
    {
        0 => scenes.Names.Made(),
        1 => scenes.Names.Person(),
        2 => scenes.Values.Int(1, 9999),
        3 => scenes.Values.Of(rng.Pick(["money", "date", "partno", "phone", "duration", "weight", "place", "company"])),
        4 => scenes.Names.Phrase(),
        _ => scenes.Names.Thing(),
    };
}
