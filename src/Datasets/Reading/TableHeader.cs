namespace Onebox.Datasets.Reading;

/// <summary>What the columns of a table are called: as somebody said, as its first line says, or, where that is a row already, as its publisher does.</summary>
internal sealed record TableHeader(IReadOnlyList<string> Columns, bool FirstIsRow)
{
    private const int FewestChoices = 2, MostChoices = 10;

    public static TableHeader Of(IReadOnlyList<string> first, SourceSettings settings)
    {
        if (settings.Columns is { } said) return new TableHeader(said, FirstIsRow: true);
        return IsMultipleChoice(first) ? new TableHeader([.. MultipleChoice(first.Count)], FirstIsRow: true) : new TableHeader(TableRecords.Columns(first), FirstIsRow: false);
    }

    /// <summary>MMLU's form (Hendrycks et al. 2021, https://github.com/hendrycks/test): a question, its choices, the right one's letter. Names of columns have a letter of its own for a choice too.</summary>
    private static bool IsMultipleChoice(IReadOnlyList<string> cells) =>
        cells.Count is >= FewestChoices + 2 and <= MostChoices + 2
        && cells[^1].Trim() is [>= 'A' and <= 'Z' and var letter] && letter - 'A' < cells.Count - 2
        && cells.Take(cells.Count - 1).All(c => c.Trim().Length > 0 && c.Trim() is not ['A' or 'B' or 'a' or 'b'])
        && cells[0].Contains(' ', StringComparison.Ordinal);

    private static IEnumerable<string> MultipleChoice(int columns) => ["question", .. Enumerable.Range(0, columns - 2).Select(i => $"{(char)('A' + i)}"), "answer"];
}
