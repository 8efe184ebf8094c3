namespace Onebox.TinyData;

/// <summary>
/// Questions about a sentence that people wrote, without understanding it: the parts around its first helping verb turned, a counted thing asked for, or a stretch of it behind
/// a question word, with words left out, other endings and synonyms. Often crooked English; what shall be learned is to find the sentence that a question shares words with.
/// </summary>
internal sealed class ProseQuestions(Rng rng, WordNet words)
{
    private static readonly HashSet<string> Common = new(
        ("a an the this that these those it its he she they we you i his her their our your my of to in on at by for with from into as and or but nor so if then than when while where which who whom whose what how why " +
        "is are was were be been being am has have had do does did can could will would shall should may might must not no only also just more most some any all each every other such very there here one up out over under " +
        "about after before between during through because since until although though both either neither per via too own same").Split(' '), StringComparer.Ordinal);

    private static readonly HashSet<string> Helpers = new(["is", "are", "was", "were", "can", "will", "must", "may", "should", "has", "have", "had", "could", "would", "might"], StringComparer.Ordinal);
    private static readonly HashSet<string> NoSubject = new(["if", "when", "while", "since", "although", "in", "for", "on", "at", "by", "with", "as", "after", "before", "it", "this", "these", "they", "he", "she", "there", "that", "to", "you", "we", "note", "because", "so", "but", "and", "however"], StringComparer.Ordinal);
    private static readonly HashSet<string> Numbers = new(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "twenty", "hundred", "several", "many", "few"], StringComparer.Ordinal);
    private static readonly string[] Asking = ["What", "What", "What", "Which", "How", "How", "Why", "Where", "When", "Who", "Whose"];
    private static readonly string[] Verbs = ["is", "are", "was", "were", "did", "does", "do", "can", "has", "will"];

    private readonly Dictionary<string, List<string>> _synonyms = words.Synonyms;

    /// <summary>Null where no question comes to mind.</summary>
    public string? About(string sentence)
    {
        var parts = sentence.TrimEnd('.', '!', '?').Split(' ').Select(w => w.Trim('"', '\'', '(', ')', ';', ':', '“', '”', '‘', '’')).Where(w => w.Length > 0).ToList();
        if (parts.Count < 4)
            return null;
        if (Common.Contains(parts[0].ToLowerInvariant()))
            parts[0] = parts[0].ToLowerInvariant();
        var question = rng.Below(20) switch
        {
            < 7 => Turned(parts) ?? Stretch(parts),
            < 9 => Counted(parts) ?? Stretch(parts),
            _ => Stretch(parts),
        };
        return question?.Replace(",?", "?", StringComparison.Ordinal);
    }

    /// <summary>Manuals come in several languages; English has one of its small words in every fifth place or oftener.</summary>
    public static bool IsEnglish(string text)
    {
        var all = text.ToLowerInvariant().Split(' ');
        return 5 * all.Count(Common.Contains) >= all.Length;
    }

    /// <summary>The words that say what a text is about, as they are compared: small, without common endings.</summary>
    public static HashSet<string> Telling(string text) =>
        [.. text.ToLowerInvariant().Split([' ', ',', '.', ';', ':', '?', '!', '(', ')', '"', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1 && !Common.Contains(w)).Select(w => w.Length > 6 ? w[..6] : w.Length > 4 ? w.TrimEnd('s') : w)];

    /// <summary>"The index is built at night": "What is built at night?", "What is the index?", "When is the index built?"</summary>
    private string? Turned(List<string> parts)
    {
        var at = parts.FindIndex(1, Math.Min(9, parts.Count - 1), Helpers.Contains);
        if (at < 1 || at > parts.Count - 2 || NoSubject.Contains(parts[0].ToLowerInvariant()) || parts.Take(at).Any(w => w.EndsWith(',')))
            return null;
        var subject = string.Join(' ', parts.Take(at));
        var rest = parts.Skip(at + 1).ToList();
        var comma = rest.FindIndex(w => w.EndsWith(','));
        if (comma >= 0)
            rest = rest[..(comma + 1)];
        var clause = string.Join(' ', rest.Take(rng.Between(2, 10)).Select(Varied)).TrimEnd(',');
        return rng.Below(4) switch
        {
            0 => rng.Pick(["What ", "What ", "Who ", "Which thing "]) + parts[at] + " " + clause + "?",
            1 when parts[at] is "is" or "are" or "was" or "were" => rng.Pick(["What ", "What ", "Who "]) + parts[at] + " " + subject + "?",
            2 => rng.Pick(["How ", "When ", "Where ", "Why ", "What "]) + parts[at] + " " + subject + " " + string.Join(' ', rest.Take(rng.Between(1, 4))).TrimEnd(',') + "?",
            _ => rng.Pick(["What does it say about ", "What about ", "Tell me about ", "What is said of "]) + subject + rng.Pick(["?", " and " + clause + "?"]),
        };
    }

    private string? Counted(List<string> parts)
    {
        var at = parts.FindIndex(w => char.IsAsciiDigit(w[0]) || Numbers.Contains(w.ToLowerInvariant()));
        if (at < 0 || at > parts.Count - 2 || !char.IsAsciiLetter(parts[at + 1][0]) || Common.Contains(parts[at + 1]))
            return null;
        var around = rng.Chance(0.5) && at > 2 ? parts.Take(at) : parts.Skip(at + 2);
        return "How many " + parts[at + 1].TrimEnd(',') + " " + rng.Pick(Verbs) + " " + string.Join(' ', around.Where(_ => rng.Chance(0.85)).Take(8)).TrimEnd(',') + "?";
    }

    private string? Stretch(List<string> parts)
    {
        var length = rng.Between(3, Math.Min(9, parts.Count));
        var start = rng.Below(parts.Count - length + 1);
        var kept = parts.GetRange(start, length).Where(w => rng.Chance(Common.Contains(w.ToLowerInvariant()) ? 0.75 : 0.9)).ToList();
        var told = kept.Count(w => !Common.Contains(w.ToLowerInvariant()));
        if (told < 2)
            return null;
        if (rng.Chance(0.15))
            (kept[0], kept[^1]) = (kept[^1], kept[0]);
        var stretch = string.Join(' ', kept.Select(Varied)).Replace(",", "", StringComparison.Ordinal);
        var elsewhere = parts.Where((w, i) => (i < start || i >= start + length) && w.Length > 3 && char.IsAsciiLetterLower(w[0]) && !Common.Contains(w)).ToList();
        return rng.Below(10) switch
        {
            < 4 => rng.Pick(Asking) + " " + rng.Pick(Verbs) + " " + stretch + "?",
            < 6 when elsewhere.Count > 0 => rng.Pick(["What ", "Which ", "How many ", "How much ", "Whose ", "What kind of "]) + rng.Pick(elsewhere).TrimEnd(',') + " " + rng.Pick(Verbs) + " " + stretch + "?",
            6 => rng.Pick(["What does it say about ", "What do we know about ", "What happens with ", "Is there anything on "]) + stretch + "?",
            7 => stretch + "?",
            8 => rng.Pick(["Who ", "What ", "Which one "]) + stretch + "?",
            _ => rng.Pick(["In what ", "By what ", "For what ", "With what ", "At what "]) + (elsewhere.Count > 0 ? rng.Pick(elsewhere).TrimEnd(',') + " " : "") + rng.Pick(Verbs) + " " + stretch + "?",
        };
    }

    /// <summary>Now and then another ending or a synonym.</summary>
    private string Varied(string word)
    {
        if (word.Length < 4 || !word.All(char.IsAsciiLetterLower) || Common.Contains(word) || !rng.Chance(0.3))
            return word;
        if (rng.Chance(0.4) && _synonyms.TryGetValue(word, out var same))
            return rng.Pick(same);
        if (word.EndsWith("ies", StringComparison.Ordinal))
            return word[..^3] + "y";
        if (word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal))
            return word[..^1];
        if (word.EndsWith("ed", StringComparison.Ordinal))
            return rng.Chance(0.5) ? word[..^1] : word[..^2];
        return word.EndsWith("ing", StringComparison.Ordinal) ? word[..^3] : rng.Chance(0.3) ? word + "s" : word;
    }
}
