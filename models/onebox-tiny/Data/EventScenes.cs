namespace Onebox.TinyData;

/// <summary>
/// Running sentences with many words of WordNet, and the questions that ask for each of their parts: the cloze of a sentence put as a question.
/// Verbs.txt has the verbs with their past forms.
/// </summary>
internal sealed class EventScenes(Rng rng, Split split, Names names, Values values, Fillers fillers, IReadOnlyList<string[]> verbs) : ISource
{
    private sealed record Happening(string Who, string[] Verb, string Article, string What, string? Where, string? When, string WhenWord, string? With, string? Cost, string? Why, string? Count);

    public Scene One() => Of(rng.Between(1, 5));

    public IReadOnlyList<Scene> Several(int count) => [.. Enumerable.Range(0, count).Select(_ => Of(rng.Between(1, 3)))];

    private Scene Of(int count)
    {
        var facts = new List<Fact>();
        var missing = new List<string>();
        var text = new List<string>();
        string title = "";
        for (var i = 0; i < count; i++)
        {
            var happening = New();
            title = i == 0 ? Title(happening) : title;
            text.Add(Tell(happening));
            Ask(happening, facts, missing);
            if (rng.Chance(0.35))
                Property(text, facts, missing);
            if (rng.Chance(0.15))
                text.Add(fillers.Next());
        }

        return new Scene(title, string.Join(' ', text), facts, missing);
    }

    private string Title(Happening h) => rng.Below(3) switch { 0 => h.Who, 1 => Sentence.Capital("the " + h.What), _ => rng.Pick(["News", "History", "Report", "Chronicle", "Minutes", "Log"]) };

    private Happening New()
    {
        var date = rng.Below(5) switch { 0 => values.Int(1700, 2026), 1 => values.Month() + " " + values.Int(1900, 2026), 2 => values.Day(), 3 => values.Date(), _ => null };
        var preposition = date is null ? "" : char.IsAsciiDigit(date[0]) && date.Length == 4 || char.IsAsciiDigit(date[^1]) && !char.IsAsciiDigit(date[0]) && !date.Contains(',', StringComparison.Ordinal) && date.Split(' ').Length == 2 ? "in" : "on";
        var count = rng.Chance(0.2) ? values.Count() : null;
        var what = names.Phrase();
        return new Happening(
            rng.Below(8) switch { < 5 => names.Person(), < 7 => names.Company(), _ => "the " + names.Role() },
            rng.Pick(verbs),
            rng.Chance(0.5) ? "the" : "aeiou".Contains(what[0], StringComparison.Ordinal) ? "an" : "a",
            count is null ? what : Values.Plural(what),
            rng.Chance(0.6) ? (rng.Chance(0.6) ? names.Town() : "the " + names.Phrase()) : null,
            date,
            preposition,
            rng.Chance(0.2) ? (rng.Chance(0.7) ? names.Person() : "a " + names.Thing()) : null,
            rng.Chance(0.15) ? values.Money() : null,
            rng.Chance(0.2) ? values.Of("goal") : null,
            count);
    }

    private string Tell(Happening h)
    {
        var what = h.Count is { } n ? n + " " + h.What : h.Article + " " + h.What;
        var tail = (h.With is null ? "" : " with " + h.With) + (h.Cost is null ? "" : " for " + h.Cost);
        var where = h.Where is null ? "" : " in " + h.Where;
        var when = h.When is null ? "" : " " + h.WhenWord + " " + h.When;
        var why = h.Why is null ? "" : " to " + h.Why;
        var passive = h.Count is null ? " was " : " were ";
        var text = rng.Below(split == Split.TestTemplates ? 7 : 5) switch
        {
            0 => when.Length > 0 ? when.TrimStart() + ", " + h.Who + " " + h.Verb[1] + " " + what + where + tail + why : h.Who + " " + h.Verb[1] + " " + what + where + tail + why,
            1 => what + passive + h.Verb[2] + " by " + h.Who + where + when + tail + why,
            2 => where.Length > 0 ? where.TrimStart() + ", " + h.Who + " " + h.Verb[1] + " " + what + when + tail + why : h.Who + " " + h.Verb[1] + " " + what + when + tail + why,
            5 => "it was " + h.Who + " who " + h.Verb[1] + " " + what + when + where + tail + why,
            6 => what + ", which " + h.Who + " " + h.Verb[1] + where + when + tail + why + ", is still remembered",
            _ => h.Who + " " + h.Verb[1] + " " + what + where + when + tail + why,
        };
        return Sentence.Capital(text) + ".";
    }

    private void Ask(Happening h, List<Fact> facts, List<string> missing)
    {
        var known = "the " + h.What;
        var what = h.Count is null ? known : h.What;
        var was = h.Count is null ? "was " : "were ";
        var (simple, past, participle) = (h.Verb[0], h.Verb[1], h.Verb[2]);
        var where = h.Where is null || rng.Chance(0.6) ? "" : " in " + h.Where;
        facts.Add(new Fact(["Who " + past + " " + what + where + "?", "By whom " + was + what + " " + participle + "?", "Who was it that " + past + " " + what + "?"], h.Who));
        facts.Add(new Fact(["What did " + h.Who + " " + simple + where + "?", "What was " + participle + " by " + h.Who + "?"], h.Count is null ? h.Article + " " + h.What : h.Count + " " + h.What));
        AskOne(h.Where, ["Where did " + h.Who + " " + simple + " " + what + "?", "Where " + was + what + " " + participle + "?", "In which place " + was + what + " " + participle + "?"]);
        AskOne(h.When, ["When did " + h.Who + " " + simple + " " + what + "?", "When " + was + what + " " + participle + "?", h.WhenWord == "in" && h.When?.Length == 4 ? "In which year " + was + what + " " + participle + "?" : "At what time " + was + what + " " + participle + "?"]);
        AskOne(h.With, ["With whom or what did " + h.Who + " " + simple + " " + what + "?"]);
        AskOne(h.Cost, ["For how much did " + h.Who + " " + simple + " " + what + "?", "How much was it when " + h.Who + " " + past + " " + what + "?"]);
        AskOne(h.Why, ["Why did " + h.Who + " " + simple + " " + what + "?", "For what purpose " + was + what + " " + participle + "?"], "to ");
        if (h.Count is { } n)
            facts.Add(new Fact(["How many " + h.What + " did " + h.Who + " " + simple + "?", "How many " + h.What + " were " + participle + "?"], n));
        missing.Add("Who " + rng.Pick(verbs)[1] + " the " + names.Phrase() + "?");

        void AskOne(string? answer, string[] questions, string prefix = "")
        {
            if (answer is not null)
                facts.Add(new Fact(questions, prefix + answer));
            else
                missing.Add(rng.Pick(questions));
        }
    }

    /// <summary>"The handle of the old barrel weighs 3 kg": open words, so that matching is learned and not a list of attributes.</summary>
    private void Property(List<string> text, List<Fact> facts, List<string> missing)
    {
        var (thing, other) = (names.Phrase(), names.Phrase());
        switch (rng.Below(4))
        {
            case 0:
                var type = rng.Pick(["money", "weight", "length", "temperature", "percent", "duration", "date", "person", "colour", "partno"]);
                var part = names.Thing();
                var value = values.Of(type);
                text.Add("The " + part + " of the " + thing + " is " + value + ".");
                facts.Add(new Fact(["What is the " + part + " of the " + thing + "?", "Which " + part + " does the " + thing + " have?"], value));
                missing.Add("What is the " + names.Thing() + " of the " + thing + "?");
                break;
            case 1:
                var place = rng.Pick(["under", "behind", "on", "in", "next to", "above", "inside", "near"]);
                text.Add("The " + thing + " is " + place + " the " + other + ".");
                facts.Add(new Fact(["Where is the " + thing + "?", "Where do I find the " + thing + "?"], place + " the " + other));
                facts.Add(new Fact(["What is " + place + " the " + other + "?"], "The " + thing));
                missing.Add("Where is the " + names.Phrase() + "?");
                break;
            case 2:
                var count = values.Count();
                text.Add("The " + thing + rng.Pick([" holds ", " contains ", " has "]) + count + " " + Values.Plural(other) + ".");
                facts.Add(new Fact(["How many " + Values.Plural(other) + " does the " + thing + " have?", "How many " + Values.Plural(other) + " are in the " + thing + "?"], count));
                missing.Add("How many " + Values.Plural(names.Thing()) + " does the " + thing + " have?");
                break;
            default:
                var (made, role) = (names.Made(), names.Role());
                text.Add("The " + thing + " is called " + made + " and belongs to " + (rng.Chance(0.5) ? "the " + role : names.Company()) + ".");
                facts.Add(new Fact(["What is the " + thing + " called?", "What is the name of the " + thing + "?"], made));
                facts.Add(new Fact(["What is " + made + "?", "What is called " + made + "?"], "The " + thing));
                missing.Add("How old is the " + thing + "?");
                break;
        }
    }
}
