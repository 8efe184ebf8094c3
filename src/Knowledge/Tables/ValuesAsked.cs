using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>Cells and comparisons of the question that a table knows, as conditions. A cell counts whole: lamp is not the cell "Desk lamp".</summary>
internal static class ValuesAsked
{
    private const int MostValues = 20_000;
    private const int Ambiguous = -2;

    /// <param name="Value">As it stands in a cell.</param>
    private sealed record Cell(SheetColumn Column, string Value, List<string> Words);

    /// <summary>Adds a condition for every cell that it finds, and uses its words.</summary>
    /// <returns>False when a word may mean cells of several columns, or a cell or nothing.</returns>
    public static bool Read(QuestionWords words, SheetTable table, List<Condition> conditions)
    {
        var cells = Cells(words, table);
        // "Desk lamps" before desk, and Lamps before Lamp where a table has both.
        foreach (var sized in cells.GroupBy(c => c.Words.Count).OrderByDescending(g => g.Key))
        {
            var groups = sized.GroupBy(c => string.Join(' ', c.Words), StringComparer.Ordinal).ToList();
            foreach (var group in groups)
            {
                var found = Exact(words, group.First());
                if (found == Ambiguous || (found >= 0 && !Take(found, group))) return false;
            }

            foreach (var group in groups)
            {
                var found = words.Find(group.First().Words, inflected: true);
                if (found >= 0 && !Enumerable.Range(found, sized.Key).All(i => PlainWords.IsPlain(words[i])) && !Take(found, group)) return false;
            }
        }

        return true;

        bool Take(int at, IEnumerable<Cell> group)
        {
            var meant = group.DistinctBy(c => (c.Column, c.Value.ToUpperInvariant())).ToList();
            if (meant.Count > 1 && meant.FindAll(c => words.Find(QuestionWords.Of(c.Column.Name), inflected: true) >= 0) is { Count: 1 } named) meant = named;
            if (meant.Count > 1 && !meant.TrueForAll(c => Rows(table, c).SequenceEqual(Rows(table, meant[0])))) return false;
            // Two cells of one column are one or the other: the second stays unexplained.
            if (conditions.Exists(c => c.Column == meant[0].Column)) return true;
            words.Use(at, meant[0].Words.Count);
            conditions.Add(new Condition(meant[0].Column, "=", meant[0].Value, null));
            return true;
        }
    }

    /// <summary>A cell with just this text: "total" may be a row of sums, "Max" somebody's name.</summary>
    public static bool IsCell(SheetTable table, string text) => table.Cells.Exists(row => Array.Exists(row, cell => text.Equals(cell, StringComparison.OrdinalIgnoreCase)));

    private static int Exact(QuestionWords words, Cell cell)
    {
        var at = words.Find(cell.Words, inflected: false);
        if (at < 0 || cell.Words.Count > 1 || (cell.Value.Length > 1 && !PlainWords.IsPlain(cell.Words[0]))) return at;
        // "Works" is a department, and A a grade, where they are written so; "works" may be a word like any other.
        var written = words.Left.FirstOrDefault(i => words.Raw(i) == cell.Value, -1);
        if (PlainWords.IsPlain(cell.Words[0]) && !cell.Value.Any(char.IsUpper)) return Ambiguous;
        return written >= 0 || cell.Value.Length == 1 || PlainWords.IsFunction(cell.Words[0]) ? written : Ambiguous;
    }

    private static List<Cell> Cells(QuestionWords words, SheetTable table)
    {
        var cells = new List<Cell>();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            if (table.Columns[i].IsNumber) continue;
            foreach (var value in table.Cells.Select(row => row[i]).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Take(MostValues).Where(v => v.Length <= words.Text.Length))
            {
                var cell = new Cell(table.Columns[i], value, QuestionWords.Of(value));
                if (words.Find(cell.Words, inflected: true) >= 0) cells.Add(cell);
            }
        }

        return cells;
    }

    private static IEnumerable<int> Rows(SheetTable table, Cell cell)
    {
        var column = table.Columns.ToList().IndexOf(cell.Column);
        return Enumerable.Range(0, table.Cells.Count).Where(i => cell.Value.Equals(table.Cells[i][column], StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>"Salary over 3,000"; of longer names first: Unit price before Price.</summary>
    public static List<Condition> Comparisons(QuestionWords words, SheetTable table)
    {
        var conditions = new List<Condition>();
        foreach (var column in table.Columns.Where(c => c.IsNumber).OrderByDescending(c => c.Name.Length))
        {
            var name = string.Join(@"\s+", column.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Regex.Escape));
            var compared = Regex.Match(
                words.Text, $@"(?<!\w){name}s?(?!\w)\s*(?:is|of|are|was)?\s*(over|above|more than|greater than|at least|below|under|less than|at most|=|>|<)\s*([\d.,]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            if (!compared.Success || ColumnNumbers.Parse(compared.Groups[2].Value.TrimEnd('.', ',')) is not { } number || !words.UseText(compared.Index, compared.Length)) continue;
            conditions.Add(new Condition(column, OperatorOf(compared.Groups[1].Value), null, number));
        }

        return conditions;
    }

    private static string OperatorOf(string words) => words.ToLowerInvariant() switch
    {
        "over" or "above" or "more than" or "greater than" or ">" => ">",
        "at least" => ">=",
        "below" or "under" or "less than" or "<" => "<",
        "at most" => "<=",
        _ => "=",
    };
}
