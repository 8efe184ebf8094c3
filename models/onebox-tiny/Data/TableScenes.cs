namespace Onebox.TinyData;

/// <summary>Tables written as lines: rows are entities, columns are attributes.</summary>
internal sealed class TableScenes(Rng rng, Split split, IReadOnlyList<Kind> kinds, Values values) : ISource
{
    public Scene One()
    {
        var kind = rng.Pick(kinds);
        var columns = rng.Some(kind.Attributes.Where(a => a.Labels.Count > 0), rng.Between(1, 3));
        var absent = kind.Attributes.Except(columns).Where(a => a.Labels.Count > 0).ToList();
        var separator = rng.Pick([" | ", "; ", ", ", "\t"]);
        var rows = new List<string>();
        if (rng.Chance(0.8))
            rows.Add(Sentence.Capital(kind.Name) + separator + string.Join(separator, columns.Select(c => c.Labels[0])));
        var labelled = rows.Count == 0;
        var facts = new List<Fact>();
        var missing = new List<string>();
        for (var i = rng.Between(2, 5); i > 0; i--)
        {
            var entity = values.Of(kind.NameType);
            var cells = columns.ConvertAll(c => values.Of(c.Value));
            rows.Add(entity + separator + string.Join(separator, cells.Select((c, n) => labelled ? columns[n].Labels[0] + " " + c : c)));
            for (var c = 0; c < columns.Count; c++)
                facts.Add(new Fact([.. columns[c].QuestionsFor(split).Select(q => Ask(q, entity))], cells[c]));
            missing.Add(Ask(rng.Pick(rng.Pick(absent).QuestionsFor(split)), entity));
        }

        missing.Add(Ask(rng.Pick(rng.Pick(columns).QuestionsFor(split)), values.Of(kind.NameType)));
        return new Scene(rng.Pick(["List of ", "Table: ", "Overview of "]) + Values.Plural(kind.Name), string.Join('\n', rows), facts, missing);
    }

    public IReadOnlyList<Scene> Several(int count) => [.. Enumerable.Range(0, count).Select(_ => One())];

    private static string Ask(string question, string entity) =>
        (entity.StartsWith("the ", StringComparison.Ordinal) ? question.Replace("the {e}", "{e}", StringComparison.Ordinal) : question).Replace("{e}", entity, StringComparison.Ordinal);
}
