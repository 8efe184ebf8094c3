using System.Globalization;

namespace Onebox.Datasets.Shapes;

/// <summary>
/// Tells what rows are for. Each shape guesses from the columns; its confidence is the evidence of the guess times the share of the sample
/// that it can convert.
/// </summary>
internal static class Recognition
{
    /// <summary>Below this nothing is done without a word from a person.</summary>
    public const double Sure = 0.6;

    /// <summary>The surest first.</summary>
    public static IReadOnlyList<Candidate> Candidates(SampleColumns columns, RoleWords roles) => [.. Tried(columns, roles).Where(c => c.Such > 0)];

    /// <summary>What to do with the file: as somebody said, or the surest candidate.</summary>
    /// <exception cref="Kernel.ProblemException"><c>dataset.shape_unknown</c>, <c>dataset.map_incomplete</c>, <c>dataset.column_unknown</c>: names the columns and how to map them.</exception>
    public static Candidate Choose(SampleColumns columns, string? shape, IReadOnlyDictionary<string, string>? map, RoleWords roles)
    {
        if (columns.Records.Count == 0) throw DatasetsErrors.NoRows();
        if (shape is null && map is not { Count: > 0 })
        {
            var tried = Tried(columns, roles);
            if (tried is [{ Confidence: >= Sure } best, ..]) return best;
            // Columns that speak for themselves, and rows that are not as they should be: then the rows are what to tell about.
            throw tried.MaxBy(c => c.Evidence) is { Evidence: >= Sure, Problem: { } problem } doubtful ? DatasetsErrors.ShapeDoubtful(doubtful.Shape.Name, doubtful.Why, doubtful.Such, columns.Records.Count, problem.Record, problem.Text) : DatasetsErrors.ShapeUnknown(columns.Names);
        }

        var said = shape is null ? OfSlots(map!.Keys, columns) : RowShapes.Find(shape);
        if (said is null) throw DatasetsErrors.ShapeUnknown(columns.Names);
        return new Candidate(said, new ShapeMap(said, Complete(said, columns, map), roles), 1, "as it was said");
    }

    private static IReadOnlyList<Candidate> Tried(SampleColumns columns, RoleWords roles) =>
        [.. RowShapes.All.Select(s => (Shape: s, Guess: s.Guess(columns))).Where(s => s.Guess is not null).Select(s => Try(s.Shape, s.Guess!, columns, roles)).OrderByDescending(c => c.Confidence)];

    private static Candidate Try(IRowShape shape, Guess guess, SampleColumns columns, RoleWords roles)
    {
        var map = new ShapeMap(shape, WithSplit(guess.Map, columns), roles);
        var problems = columns.Records.Index().Select(r => (Record: r.Index + 1L, Text: Problem(shape, new Fields(r.Item, map)))).Where(p => p.Text is not null).Select(p => (p.Record, p.Text!)).ToList();
        var (seen, such) = (columns.Records.Count, columns.Records.Count - problems.Count);
        var why = such is 0 || such == seen ? guess.Why : string.Create(CultureInfo.InvariantCulture, $"{guess.Why}; {such} of the first {seen} rows are such");
        return new Candidate(shape, map, Math.Round(guess.Evidence * such / seen, 3), why) { Evidence = guess.Evidence, Such = such, Problem = problems is [var first, ..] ? first : null };
    }

    /// <summary>Why the record is no such row; null when it is one.</summary>
    private static string? Problem(IRowShape shape, Fields fields)
    {
        try
        {
            shape.Convert(fields);
            return null;
        }
        catch (RowException error)
        {
            return error.Message;
        }
    }

    /// <summary>By what somebody named columns for.</summary>
    private static IRowShape? OfSlots(IEnumerable<string> slots, SampleColumns columns)
    {
        var named = slots.ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (named.Contains("messages")) return columns.FindObjects("from", "value") is null ? ChatShape.OpenAi : ChatShape.ShareGpt;
        if (named.Contains("chosen") || named.Contains("rejected")) return RowShapes.Find("preference");
        if (named.Contains("question") || named.Contains("answers") || named.Contains("choices")) return RowShapes.Find("questions");
        if (named.Contains("instruction")) return RowShapes.Find("alpaca");
        if (named.Contains("prompt") || named.Contains("completion")) return RowShapes.Find("prompt-completion");
        if (named.Contains("text")) return RowShapes.Find("text");
        return Candidates(columns, new RoleWords()) is [var best, ..] ? best.Shape : null;
    }

    private static Dictionary<string, string> Complete(IRowShape shape, SampleColumns columns, IReadOnlyDictionary<string, string>? said)
    {
        var map = new Dictionary<string, string>(shape.Guess(columns)?.Map ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (slot, column) in said ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            var known = shape.Slots.FirstOrDefault(s => s.Name.Equals(slot, StringComparison.OrdinalIgnoreCase))?.Name
                ?? (slot.Equals(ShapeMap.Split, StringComparison.OrdinalIgnoreCase) ? ShapeMap.Split : null)
                ?? (slot.Equals("answer", StringComparison.OrdinalIgnoreCase) && shape is QuestionShape ? "answers" : null);
            if (known is null) throw DatasetsErrors.SlotUnknown(shape.Name, slot, [.. shape.Slots.Select(s => s.Name), ShapeMap.Split]);
            // The keys within a message are no columns.
            var isColumn = known is not ("role" or "content");
            if (isColumn && column.Split(',').FirstOrDefault(c => !columns.Has(c)) is { } missing && !columns.Has(column)) throw DatasetsErrors.ColumnUnknown(known, missing, columns.Names);
            map[known] = column;
        }

        foreach (var slot in shape.Slots.Where(s => s.Needed && !map.ContainsKey(s.Name))) throw DatasetsErrors.ShapeMisses(shape.Name, slot.Name, columns.Names);
        return WithSplit(map, columns);
    }

    private static Dictionary<string, string> WithSplit(IReadOnlyDictionary<string, string> map, SampleColumns columns)
    {
        var with = new Dictionary<string, string>(map, StringComparer.Ordinal);
        if (!with.ContainsKey(ShapeMap.Split) && columns.Find("split") is { } split && columns.Records.Any(r => Rows.SplitChoice.Known(Fields.Lookup(r, split) is { } v ? Texts.Of(v) : null) is not null)) with[ShapeMap.Split] = split;
        return with;
    }
}

/// <param name="Confidence">From 0 to 1.</param>
internal sealed record Candidate(IRowShape Shape, ShapeMap Map, double Confidence, string Why)
{
    /// <summary>Of the columns alone.</summary>
    public double Evidence { get; init; }

    /// <summary>How many records of the sample it can convert.</summary>
    public int Such { get; init; }

    /// <summary>The first that it cannot, by its place in the sample; null when it can convert all.</summary>
    public (long Record, string Text)? Problem { get; init; }
}
