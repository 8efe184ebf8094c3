namespace Onebox.Knowledge.Tables;

/// <summary>Cells of the table that stand in a question. A cell counts whole: lamp is not the cell "Desk lamp".</summary>
internal static class CellPhrases
{
    private const int MostValues = 50_000;
    private const int Exact = 9;
    private const int Inflected = 7;

    /// <returns>Null when a word may be a cell or ask to calculate.</returns>
    public static List<Mark>? Of(QuestionWords words, SheetTable table)
    {
        var found = new Dictionary<(int Start, int Count, bool Exact), List<(SheetColumn, string)>>();
        foreach (var column in table.Columns.Where(c => c.IsText))
        {
            foreach (var value in table.Cells.Select(row => row[column.Index]).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Take(MostValues).Where(v => v.Length <= words.Text.Length + 3))
            {
                var phrase = QuestionWords.Of(value);
                foreach (var at in words.Find(phrase, inflected: true))
                {
                    var exact = phrase.SequenceEqual(words.Folded.Skip(at).Take(phrase.Count));
                    var meant = phrase.Count > 1 ? true : IsMeant(words, at, value, phrase[0], exact);
                    if (meant is null) return null;
                    if (meant == false) continue;
                    if (!found.TryGetValue((at, phrase.Count, exact), out var cells)) found[(at, phrase.Count, exact)] = cells = [];
                    cells.Add((column, value));
                }
            }
        }

        return [.. found.Select(f => new Mark(Role.Cell, f.Key.Start, f.Key.Count, f.Key.Exact ? Exact : Inflected) { Cells = f.Value })];
    }

    /// <summary>"Works" is a department, and A a grade, where they are written so; "works" may be a word like any other, and the salary of Max somebody's.</summary>
    private static bool? IsMeant(QuestionWords words, int at, string value, string word, bool exact)
    {
        var written = words.Raw(at) == value;
        if (value.Length == 1 && value[0] <= 0x7f) return written && at > 0;
        // Yes and no say nothing without their column.
        if (Flags.Of(value) is not null && !written) return false;
        if (exact && Vocabulary.At(words, at).Any(m => m.Count == 1 && m.Is(Role.HowMany, Role.Sum, Role.Average, Role.Median, Role.Most, Role.Least, Role.Top, Role.Share, Role.Span, Role.Each, Role.By, Role.Not))) return null;
        if (!PlainWords.IsPlain(words.Folded[at])) return true;
        if (!exact) return false;
        if (!value.Any(char.IsUpper)) return null;
        return written ? true : PlainWords.IsFunction(word) ? false : null;
    }
}
