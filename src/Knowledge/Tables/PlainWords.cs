namespace Onebox.Knowledge.Tables;

/// <summary>
/// Words of a question that ask for nothing beyond what was understood, and nouns that stand for the rows of a table. Words that change what is asked for (not, or, per, each, only, different,
/// today …) are none of them.
/// </summary>
internal static class PlainWords
{
    /// <summary>They stand in every question; a cell that reads like one is meant only where it is written just as in the table.</summary>
    private static readonly HashSet<string> Function = Set(
        "a an the of in on at for to from with and is are was were be been do does did have has had there that this these those it its their his her what what's whats which who whose all me us tell give show please can could you i we our my "
        + "的 是 有 在 里 中 为 了 吗 呢");

    private static readonly HashSet<string> Verbs = Set("work works working live lives belong belongs stand stands listed recorded contain contains calculate compute find");

    private static readonly HashSet<string> Rows = Set("row entry record item line");

    private static readonly HashSet<string> Places = Set("table sheet file list spreadsheet");

    /// <summary>Whoever has a salary is an employee; what has a price is a product.</summary>
    private static readonly (HashSet<string> Nouns, HashSet<string> Marks)[] Kinds =
    [
        (Set("employee person staff worker colleague member"), Set("employee person staff worker colleague member personnel salary wage department 工资 薪 部门 员工 姓名")),
        (Set("product article goods"), Set("product article item goods price stock sku quantity 价 库存 产品 商品")),
    ];

    private static readonly string[] Phrases = ["请问", "是多少", "是什么", "多少钱", "多少元", "多少", "什么", "哪个", "哪些", "哪", "谁", "一共", "总共", "表格", "这个", "所有", "全部"];

    private static readonly (string[] Nouns, string[] Marks)[] UnspacedKinds =
        [(["记录", "行", "条"], []), (["员工", "人员", "职员", "人"], ["工资", "薪", "部门", "员工", "姓名"]), (["产品", "商品", "货物"], ["价", "库存", "产品", "商品"])];

    public static bool IsFunction(string word) => Function.Contains(word);

    public static bool IsPlain(string word) => Function.Contains(word) || Verbs.Contains(word);

    public static bool IsPlace(string word) => Places.Contains(word);

    /// <summary>A noun for the table's rows.</summary>
    /// <param name="names">The words of the table's name and of its columns' names.</param>
    public static bool IsNoun(string word, IReadOnlyCollection<string> names)
    {
        bool In(HashSet<string> nouns, string named) => nouns.Contains(named) || nouns.Any(n => Inflection.Same(n, named));
        return In(Rows, word) || Kinds.Any(k => In(k.Nouns, word) && names.Any(n => In(k.Marks, n)));
    }

    /// <summary>Uses the phrases of Chinese that say nothing more.</summary>
    public static void UsePhrases(QuestionWords words)
    {
        foreach (var phrase in Phrases) UseAll(words, phrase);
    }

    /// <summary>Uses the nouns of Chinese that stand for the rows.</summary>
    public static bool UseNouns(QuestionWords words, string names)
    {
        var any = false;
        foreach (var (nouns, marks) in UnspacedKinds.Where(k => k.Marks.Length == 0 || k.Marks.Any(m => names.Contains(m, StringComparison.Ordinal))))
            foreach (var noun in nouns) any |= UseAll(words, noun);
        return any;
    }

    private static bool UseAll(QuestionWords words, string phrase)
    {
        var (characters, any) = (QuestionWords.Of(phrase), false);
        for (var at = words.Find(characters, inflected: false); at >= 0; at = words.Find(characters, inflected: false))
        {
            words.Use(at, characters.Count);
            any = true;
        }

        return any;
    }

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
