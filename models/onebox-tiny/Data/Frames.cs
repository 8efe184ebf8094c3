namespace Onebox.TinyData;

internal sealed record Attribute(string Name, string Value, IReadOnlyList<string> Statements, IReadOnlyList<string> Labels, IReadOnlyList<string> Questions, IReadOnlyList<string> HeldOutStatements, IReadOnlyList<string> HeldOutQuestions)
{
    public IReadOnlyList<string> StatementsFor(Split split) => split == Split.TestTemplates && HeldOutStatements.Count > 0 ? HeldOutStatements : Statements;

    public IReadOnlyList<string> QuestionsFor(Split split) => split == Split.TestTemplates && HeldOutQuestions.Count > 0 ? HeldOutQuestions : Questions;
}

internal sealed record Kind(string Name, string NameType, string StandIn, IReadOnlyList<Attribute> Attributes);

/// <summary>The kinds of entities and their attributes, read from Frames.txt (its head says the form).</summary>
internal static class Frames
{
    public static IReadOnlyList<Kind> Read()
    {
        var kinds = new List<Kind>();
        List<Attribute> attributes = [];
        List<string> s = [], l = [], q = [], hs = [], hq = [];
        foreach (var line in Lines("Frames.txt"))
        {
            var words = line.Split(' ', 4);
            switch (words[0])
            {
                case "kind":
                    attributes = [];
                    kinds.Add(new Kind(words[1], words[2], words[3], attributes));
                    break;
                case "attr":
                    (s, l, q, hs, hq) = ([], [], [], [], []);
                    attributes.Add(new Attribute(words[1], words[2], s, l, q, hs, hq));
                    break;
                case "S:": s.Add(line[3..]); break;
                case "L:": l.Add(line[3..]); break;
                case "Q:": q.Add(line[3..]); break;
                case "!S:": hs.Add(line[4..]); break;
                case "!Q:": hq.Add(line[4..]); break;
                default: throw new InvalidDataException($"Frames.txt: '{line}' is no line of a frame.");
            }
        }

        return kinds;
    }

    public static IEnumerable<string> Lines(string resource)
    {
        using var reader = new StreamReader(typeof(Frames).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidDataException($"{resource} is not in the program."));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
