using System.Text.RegularExpressions;

namespace Onebox.TinyData;

/// <summary>One thing that a company's paper may say: ways to say it, and ways to ask for it.</summary>
/// <param name="Keys">Slots that every question has: the thing may be said of two that differ in these. Empty: at most once a row.</param>
internal sealed record PaperFact(List<string> Statements, List<string> Questions, List<string> Keys);

/// <param name="Repeats">Things may be said several times about different things: mostly words of WordNet, drill in finding.</param>
/// <param name="HeldOut">For test-company.jsonl only.</param>
internal sealed record Topic(IReadOnlyList<string> Titles, IReadOnlyList<PaperFact> Facts, bool Repeats, bool HeldOut);

/// <summary>Papers of a company, read from Company.txt, or other everyday texts, from Everyday.txt (their heads say the form).</summary>
internal sealed partial class CompanyPapers
{
    public List<Topic> Topics { get; } = [];

    public Dictionary<string, string[]> Lists { get; } = new(StringComparer.Ordinal);

    /// <summary>Lists and types whose words come again in a row.</summary>
    public HashSet<string> Pooled { get; } = new(StringComparer.Ordinal);

    /// <summary>Words that go together, such as the forms of a verb and of another for it: rows of columns.</summary>
    public Dictionary<string, string[][]> Forms { get; } = new(StringComparer.Ordinal);

    public static CompanyPapers Read(string resource)
    {
        var papers = new CompanyPapers();
        var (facts, repeats) = (new List<PaperFact>(), false);
        foreach (var line in Frames.Lines(resource))
        {
            var words = line.Split(' ', 3);
            switch (words[0])
            {
                case "list":
                    papers.Lists.Add(words[1], words[2].Split('|'));
                    break;
                case "pool":
                    papers.Pooled.UnionWith(words[1].Split('|'));
                    break;
                case "forms":
                    papers.Forms.Add(words[1], [.. words[2].Split('|').Select(r => r.Split(','))]);
                    break;
                case "topic" or "topic*" or "topic!":
                    facts = [];
                    repeats = words[0] == "topic*";
                    papers.Topics.Add(new Topic(line[(words[0].Length + 1)..].Split('|'), facts, repeats, words[0] == "topic!"));
                    break;
                case "S:":
                    if (facts.Count == 0 || facts[^1].Questions.Count > 0)
                        facts.Add(new PaperFact([], [], []));
                    facts[^1].Statements.Add(line[3..]);
                    break;
                case "Q:":
                    Ask(facts[^1], line[3..], repeats);
                    break;
                default:
                    throw new InvalidDataException($"{resource}: '{line}' is no line of a topic.");
            }
        }

        return papers;
    }

    private static void Ask(PaperFact fact, string question, bool repeats)
    {
        var slots = Slot().Matches(Choice().Replace(BoundChoice().Replace(question, ""), "")).Select(m => Origin(m.Groups["of"].Value)).ToList();
        if (fact.Questions.Count == 0 && repeats)
            fact.Keys.AddRange(slots.Distinct(StringComparer.Ordinal));
        else
            fact.Keys.RemoveAll(k => !slots.Contains(k, StringComparer.Ordinal));
        fact.Questions.Add(question);
    }

    /// <summary>What a name in braces takes its value from: the plural of a thing from the thing, a column from its row.</summary>
    private static string Origin(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..(dot + 1)] : name.TrimEnd('+');

    [GeneratedRegex(@"\{(?<of>[^}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex Slot();

    /// <summary>One of these, the same of as many in what is said and in what is asked.</summary>
    [GeneratedRegex("<(?<of>[^>]*)>", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex BoundChoice();

    [GeneratedRegex(@"\[(?<of>[^\]]*)\]", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex Choice();
}
