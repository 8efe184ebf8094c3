namespace Onebox.Knowledge.Tables;

/// <summary>What a question calls the table and its rows.</summary>
internal static class TableNames
{
    /// <summary>Uses the table's and the file's name and nouns for the rows.</summary>
    /// <param name="isEachRow">Whether a column of text names every row by a cell of its own, so that counting it is counting rows.</param>
    /// <returns>Whether there was one that says what is counted.</returns>
    public static bool Use(QuestionWords words, SheetTable table, string file, Func<SheetColumn, bool> isEachRow)
    {
        var (title, any) = (Title(table.Name).Concat(Title(Path.GetFileNameWithoutExtension(file))).ToHashSet(StringComparer.Ordinal), false);
        var names = title.Concat(table.Columns.SelectMany(ColumnsAsked.Words)).ToHashSet(StringComparer.Ordinal);
        var isNamed = IsNamed(words, Title(table.Name)) || IsNamed(words, Title(Path.GetFileNameWithoutExtension(file)));
        foreach (var word in words.Left.ToList())
        {
            var named = table.Columns.FirstOrDefault(c => !c.IsNumber && ColumnsAsked.Words(c) is [var only] && Inflection.Same(only, words[word]));
            var says = named is not null ? isEachRow(named)
                : string.Equals(words[word], file, StringComparison.OrdinalIgnoreCase) || (isNamed && title.Any(t => Inflection.Same(t, words[word]))) || PlainWords.IsNoun(words[word], names);
            any |= says;
            if (says || PlainWords.IsPlace(words[word])) words.Use(word);
        }

        return PlainWords.UseNouns(words, string.Concat(table.Columns.Select(c => c.Name).Append(table.Name).Append(file))) | any;
    }

    /// <summary>The words of "staff_2024" that tell: a part of a longer name is not the table.</summary>
    private static List<string> Title(string? name) =>
        QuestionWords.Of(string.Concat((name ?? "").Select(c => char.IsLetterOrDigit(c) ? c : ' '))).FindAll(w => !PlainWords.IsPlain(w) && !PlainWords.IsPlace(w));

    private static bool IsNamed(QuestionWords words, List<string> title) =>
        title.FindAll(w => !w.All(char.IsDigit)) is { Count: > 0 } telling && telling.TrueForAll(t => words.Left.Any(i => Inflection.Same(t, words[i])));
}
