namespace Onebox.TinyData;

/// <summary>
/// What makes a sentence of a real text less plain than its template: words before and after what it says, and two things said in one sentence. Who finds an answer by how its sentence begins, finds it no more.
/// </summary>
internal sealed class Speech(Rng rng)
{
    private const int Longest = 170;

    private static readonly string[] Leads = ["As a rule, ", "In general, ", "Since last year, ", "From now on, ", "Normally, ", "At present, ", "By law, ", "Please note that ", "It is important that ", "We would like to point out that ", "In our house, ", "For safety, ", "According to the rules, ", "As in the past, ", "Also, ", "In addition, "];
    private static readonly string[] Tails = [" as agreed", ", as before", ", unless otherwise agreed", " (see page 4)", ", if possible", ", as the list shows", ", which is new", ", without exception", ", for the time being", " again this year", ", so please plan ahead", ", as many have asked", ", and nothing else", ", just as last year"];
    private static readonly string[] Joints = ["; ", ", and ", " and ", ", but ", ", while ", "; in addition, ", " – "];
    private static readonly HashSet<string> Small = new(["The", "A", "An", "Each", "Every", "All", "No", "Our", "Your", "If", "When", "For", "In", "On", "At", "By", "To", "With", "From", "It", "There", "We", "You", "Only", "Up", "Tickets", "Guests", "Whoever", "Nobody", "Old", "New", "Never", "Call", "Please", "Bring"], StringComparer.Ordinal);

    /// <summary>Fact and sentence at the same place belong together; a fact whose sentence changes is answered by the new one.</summary>
    public void Vary(List<string> sentences, List<Fact> facts)
    {
        for (var i = sentences.Count - 1; i >= 0; i--)
        {
            var sentence = sentences[i];
            if (rng.Chance(0.1) && Lower(sentence) is { } led)
                sentence = rng.Pick(Leads) + led;
            if (rng.Chance(0.08))
                sentence = sentence[..^1] + rng.Pick(Tails) + ".";
            if (i + 1 < sentences.Count && rng.Chance(0.2) && sentence.Length + sentences[i + 1].Length < Longest && Lower(sentences[i + 1]) is { } second)
            {
                sentence = sentence[..^1] + rng.Pick(Joints) + second;
                var old = sentences[i + 1];
                for (var f = i + 1; f < facts.Count; f++)
                {
                    if (string.Equals(facts[f].Answer, old, StringComparison.Ordinal))
                        facts[f] = facts[f] with { Answer = sentence };
                }

                sentences.RemoveAt(i + 1);
            }

            sentences[i] = sentence;
            facts[i] = facts[i] with { Answer = sentence };
        }
    }

    /// <summary>The sentence as it goes on within another; null where its first word may be a name.</summary>
    private static string? Lower(string sentence) =>
        sentence.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end && Small.Contains(sentence[..end]) ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : null;
}
