namespace Onebox.Knowledge.Tables;

/// <summary>
/// Words of a question that ask for nothing beyond what was understood, and nouns that stand for the rows of a table. Words that change what is asked for (not, or, per, only, today …) are none of
/// them.
/// </summary>
internal static class PlainWords
{
    /// <summary>They stand in every question; a cell that reads like one is meant only where it is written just as in the table.</summary>
    private static readonly HashSet<string> Function = Set(
        "a an the of in on at for to from with by and is are was were be been do does did have has had there that this these those it its their his her what what's whats which who whose all any both some one ones me us tell give show please can could you i we our my they them than as through "
        + "的 是 有 在 里 中 为 了 吗 呢 这 都 到 从 被 于 其 分 份");

    private static readonly HashSet<string> Verbs = Set("work works working worked live lives living belong belongs stand stands listed recorded calculate compute find come comes employed located based stored kept used having still currently took take takes handle handles handled need needs");

    /// <summary>After these the question is past what is counted.</summary>
    private static readonly HashSet<string> Past = Set("in on at for to from with is are was were be do does did have has had there that which who whose work works live lives belong belongs");

    private static readonly HashSet<string> Auxiliaries = Set("is are was were be been do does did have has had can could that which who");

    private static readonly HashSet<string> Rows = Set("row entry record item line 行 记录");

    private static readonly HashSet<string> Pieces = Set("item unit piece");

    private static readonly HashSet<string> Places = Set("table sheet file list spreadsheet document database overview");

    /// <summary>Whoever has a salary is an employee; what has a price is a product.</summary>
    private static readonly (string[] Nouns, string[] Marks)[] Kinds =
    [
        (["employee", "person", "staff", "worker", "colleague", "member"], ["employee", "person", "staff", "worker", "colleague", "member", "personnel", "salary", "wage", "department", "工资", "薪", "部门", "员工", "姓名"]),
        (["product", "article", "goods"], ["product", "article", "item", "goods", "price", "stock", "sku", "quantity", "价", "库存", "产品", "商品"]),
        (["reading", "measurement"], ["reading", "measurement", "sensor", "temperature", "timestamp", "value"]),
        (["person", "people"], ["name", "birth", "born", "age"]),
        (["员工", "人员", "职员", "人"], ["工资", "薪", "部门", "员工", "姓名"]),
        (["产品", "商品", "货物"], ["价", "库存", "产品", "商品"]),
        (["生"], ["性别", "学生"]),
        (["记录", "行", "条"], []),
    ];

    private static readonly string[] Phrases = ["请问", "一共", "总共", "表格", "这个", "所有", "全部", "类", "家", "个", "名称", "分别", "时候", "公司", "我们", "当前"];

    public static bool IsFunction(string word) => Function.Contains(word);

    public static bool IsPlain(string word) => Function.Contains(word) || Verbs.Contains(word);

    public static bool IsPast(string word) => Past.Contains(word);

    public static bool IsAuxiliary(string word) => Auxiliaries.Contains(word);

    public static bool IsVerb(string word) => Verbs.Contains(word) || Auxiliaries.Contains(word);

    public static bool IsPlace(string word) => Places.Contains(word);

    /// <summary>What a stock has so many of.</summary>
    public static bool IsPiece(string word) => Pieces.Any(p => Inflection.Same(word, p));

    /// <summary>Marks for words that ask for nothing more.</summary>
    public static IEnumerable<Mark> At(QuestionWords words, int at)
    {
        var word = words.Folded[at];
        if (IsPlain(word) || IsPlace(word)) yield return new Mark(Role.Plain, at, 1, 1) { Words = word };
        foreach (var phrase in Phrases.Where(p => Stands(words, at, p))) yield return new Mark(Role.Plain, at, phrase.Length, 2) { Words = phrase };
    }

    /// <summary>Marks for nouns that stand for the table's rows.</summary>
    /// <param name="names">The words of the table's name and of its columns' names.</param>
    /// <param name="text">The same as they are written, for Chinese.</param>
    public static IEnumerable<Mark> Nouns(QuestionWords words, int at, IReadOnlyCollection<string> names, string text)
    {
        var word = words.Folded[at];
        if (Rows.Any(r => Inflection.Same(r, word))) yield return new Mark(Role.Noun, at, 1, 4) { Words = word };
        foreach (var (nouns, marks) in Kinds)
        {
            if (marks.Length > 0 && !names.Any(n => marks.Any(m => Inflection.Same(m, n))) && !marks.Any(m => m[0] > 0x7f && text.Contains(m, StringComparison.Ordinal))) continue;
            foreach (var noun in nouns)
            {
                if (noun[0] <= 0x7f ? Inflection.Same(noun, word) : Stands(words, at, noun)) yield return new Mark(Role.Noun, at, noun[0] <= 0x7f ? 1 : noun.Length, 4) { Words = noun };
            }
        }
    }

    private static bool Stands(QuestionWords words, int at, string phrase) =>
        at + phrase.Length <= words.Count && Enumerable.Range(0, phrase.Length).All(i => words.Folded[at + i] == phrase[i].ToString());

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
