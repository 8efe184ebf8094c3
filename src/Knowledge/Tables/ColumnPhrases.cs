namespace Onebox.Knowledge.Tables;

/// <summary>How a question may call a table's columns: by name, without the unit, by one telling word, by a word that means the same.</summary>
internal static class ColumnPhrases
{
    private const int Whole = 8;
    private const int Telling = 6;
    private const int Part = 4;
    private const int Like = 3;

    /// <summary>Words that are in names of any kind: they say nothing alone.</summary>
    private static readonly HashSet<string> Empty = new(["id", "no", "nr", "number", "code", "key", "unit", "units", "名", "号"], StringComparer.Ordinal);

    private static readonly string[][] Synonyms =
    [
        ["price", "cost"], ["salary", "pay", "wage", "earnings", "compensation", "income"], ["quantity", "qty", "units", "pieces"], ["stock", "inventory"], ["customer", "client", "buyer"], ["supplier", "vendor"],
        ["product", "item", "article"], ["city", "town", "location", "place"], ["manager", "boss", "head"], ["country", "nation"], ["colour", "color"], ["phone", "telephone"], ["email", "e-mail", "mail"],
        ["role", "position", "title", "job"], ["department", "team", "division"], ["date", "day"], ["name", "employee", "person"], ["amount", "revenue", "sales", "turnover"], ["total", "revenue", "sales", "turnover"],
        ["数量", "库存"], ["单价", "价格", "售价"], ["金额", "销售额", "总价"], ["日期", "时间"],
    ];

    public static IEnumerable<Mark> Of(QuestionWords words, IReadOnlyList<SheetColumn> columns)
    {
        var named = columns.Select(c => (Column: c, Words: Words(c.Name), Bare: Words(ColumnNames.WithoutUnit(c.Name)))).ToList();
        foreach (var (column, whole, bare) in named)
        {
            foreach (var mark in Marks(words, whole, column, Whole)) yield return mark;
            foreach (var mark in Marks(words, bare, column, Whole)) yield return mark;
            if (column.IsFlag && bare is [var flag])
                foreach (var mark in Marks(words, ["un" + flag], column, Whole)) yield return mark;
            if (bare.Count > 1 && bare.FindAll(w => !PlainWords.IsFunction(w)) is { Count: > 0 } telling && telling.Count < bare.Count)
                foreach (var mark in Marks(words, telling, column, Telling)) yield return mark;
            if (bare.Count > 2 && QuestionWords.Of(column.Name).TrueForAll(w => w.Length == 1 && w[0] > 0x7f) && named.Count(n => n.Bare.Count > 1 && n.Bare[^2..].SequenceEqual(bare[^2..])) == 1)
                foreach (var mark in Marks(words, bare[^2..], column, Part)) yield return mark;
        }

        // One word of a name, where it is in no other.
        foreach (var word in named.SelectMany(n => n.Bare).Distinct(StringComparer.Ordinal).Where(w => w.Length > 1 && !Empty.Contains(w) && !PlainWords.IsPlain(w)))
        {
            if (named.FindAll(n => n.Bare.Contains(word)) is [{ Column.IsFlag: false } only] && only.Bare.Count > 1)
                foreach (var mark in Marks(words, [word], only.Column, Part)) yield return mark;
        }

        // Who drives: the column is called Driver.
        foreach (var (column, _, bare) in named)
            for (var at = 0; at < words.Count; at++)
                if (IsDoer(bare[^1], words.Folded[at])) yield return new Mark(Role.Column, at, 1, Like) { Columns = [column], Words = words.Folded[at] };

        var all = named.SelectMany(n => n.Bare).ToList();
        foreach (var group in Synonyms)
        {
            foreach (var synonym in group.Where(s => !all.Exists(n => Inflection.Same(n, s))))
                if (named.FindAll(n => group.Any(g => IsNamed(n.Bare, g))) is [var meant])
                    foreach (var mark in Marks(words, QuestionWords.Of(synonym), meant.Column, Like)) yield return mark;
        }
    }

    /// <summary>The driver drives, the supplier supplies, the owner owns.</summary>
    private static bool IsDoer(string doer, string does)
    {
        if (doer.Length < 5 || does.Length < 3 || (!doer.EndsWith("er", StringComparison.Ordinal) && !doer.EndsWith("or", StringComparison.Ordinal))) return false;
        var (stem, verb) = (doer[..^2], does.EndsWith("es", StringComparison.Ordinal) ? does[..^2] : does[^1] is 's' or 'e' ? does[..^1] : does);
        if (stem[^1] == 'i' && does is [.., 'y'] && does[..^1] == stem[..^1]) return true;
        return verb == stem || (does[^1] == 's' && does[..^1] == stem);
    }

    /// <summary>The words of a column's name: unit_price is two.</summary>
    public static List<string> Words(string name) => QuestionWords.Of(string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : ' ')));

    /// <summary>The name's last word says what it is: unit price is a price.</summary>
    private static bool IsNamed(List<string> name, string word) => QuestionWords.Of(word) is var of && name.Count >= of.Count && name[^of.Count..].SequenceEqual(of);

    private static IEnumerable<Mark> Marks(QuestionWords words, List<string> phrase, SheetColumn column, int weight) =>
        words.Find(phrase, inflected: true).Select(at => new Mark(Role.Column, at, phrase.Count, weight) { Columns = [column], Words = string.Join(' ', words.Folded.Skip(at).Take(phrase.Count)) });
}
