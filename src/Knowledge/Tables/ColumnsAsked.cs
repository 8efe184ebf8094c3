namespace Onebox.Knowledge.Tables;

/// <summary>The columns that a question names. A number's column that it names and that nothing is done with is a word that was not understood.</summary>
internal sealed class ColumnsAsked
{
    private readonly QuestionWords _words;
    private readonly IReadOnlyList<SheetColumn> _columns;
    private readonly HashSet<SheetColumn> _open = [];

    /// <summary>Uses the whole names of numbers' columns first, so that nothing else is read into them: "Total price" asks for no sum.</summary>
    public ColumnsAsked(QuestionWords words, IReadOnlyList<SheetColumn> columns)
    {
        (_words, _columns) = (words, columns);
        foreach (var column in columns.Where(c => c.IsNumber).OrderByDescending(c => c.Name.Length))
        {
            var name = Words(column);
            for (var at = words.Find(name, inflected: true); at >= 0; at = words.Find(name, inflected: true))
            {
                words.Use(at, name.Count);
                _open.Add(column);
            }
        }
    }

    public bool AllExplained => _open.Count == 0;

    /// <summary>The one column that the question names whole, else the one with most of its name in the question; null when none or two have.</summary>
    public SheetColumn? Named(Func<SheetColumn, bool> among)
    {
        var whole = _open.Where(among).ToList();
        if (whole.Count > 1) return null;
        if (whole.Count == 1) return Explain(whole[0]);
        var ranked = _columns.Where(among).Select(c => (Column: c, Name: Telling(c))).Select(c => (c.Column, c.Name, Common: c.Name.Count(IsLeft)))
            .Where(c => c.Common > 0).OrderByDescending(c => c.Common / (double)c.Name.Count).ThenByDescending(c => c.Common).ToList();
        return ranked.Count == 0 || (ranked.Count > 1 && ranked[0].Common == ranked[1].Common && ranked[0].Name.Count == ranked[1].Name.Count) ? null : Explain(ranked[0].Column);
    }

    /// <summary>The column of which this is true, when it is of one alone.</summary>
    public SheetColumn? Only(Func<SheetColumn, bool> meant) => _columns.Where(meant).ToList() is [var one] ? Explain(one) : null;

    /// <summary>Its name may stand in the question.</summary>
    public SheetColumn Explain(SheetColumn column)
    {
        _open.Remove(column);
        var name = Telling(column);
        foreach (var word in _words.Left.Where(i => name.Exists(n => Inflection.Same(n, _words[i]))).ToList()) _words.Use(word);
        return column;
    }

    /// <summary>The words of a column's name: unit_price is two.</summary>
    public static List<string> Words(SheetColumn column) => QuestionWords.Of(string.Concat(column.Name.Select(c => char.IsLetterOrDigit(c) ? c : ' ')));

    private static List<string> Telling(SheetColumn column) => Words(column) is var words && words.FindAll(w => !PlainWords.IsPlain(w)) is { Count: > 0 } telling ? telling : words;

    private bool IsLeft(string word) => _words.Left.Any(i => Inflection.Same(word, _words[i]));
}
