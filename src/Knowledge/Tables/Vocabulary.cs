using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>The words of questions that ask to calculate, compare or tell, in English and Chinese; a table's own words are none of them.</summary>
internal static partial class Vocabulary
{
    private const int Weight = 6;

    private static readonly (Mark Form, string Phrases)[] Entries =
    [
        (Of(Role.HowMany), "how many|number of|the number of|total number of|the total number of|count of|the count of|count|多少个|多少种|多少人|多少名|多少条|多少行|多少件|多少张|多少把|多少台|多少笔|多少份|多少家|多少次|有多少|有多少个|有多少种|有多少条|有多少件|有多少笔|有多少家|有多少人|有几个|有几种|有几|几个|几种|几条|几笔|几家|几人"),
        (Of(Role.HowMuch), "how much|多少钱|多少元"),
        (Of(Role.Different), "different|distinct|unique|不同"),
        (Of(Role.Sum), "sum|sum of|total|total of|the sum of|总和|合计|总计|总共多少|之和|总"),
        (Of(Role.InTotal), "in total|in all|altogether|all together|overall|总共|一共|共|共有"),
        (Of(Role.Average), "average|average of|mean|avg|on average|平均|平均值|平均分"),
        (Of(Role.Median), "median|中位数"),
        (Of(Role.Most), "largest|highest|biggest|greatest|maximum|max|most|最大|最高|最多"),
        (Of(Role.Least), "bottom|smallest|lowest|least|minimum|min|fewest|最小|最低|最少"),
        (Of(Role.Most, Price()), "most expensive|costliest|priciest|dearest|最贵"),
        (Of(Role.Least, Price()), "cheapest|least expensive|最便宜"),
        (Of(Role.Most, Weighs()), "heaviest|最重"),
        (Of(Role.Least, Weighs()), "lightest|最轻"),
        (Of(Role.Most, Long()), "longest|最长"),
        (Of(Role.Least, Long()), "shortest|最短"),
        (Of(Role.Most, High()), "tallest"),
        (Of(Role.Most, Warm()), "hottest|warmest"),
        (Of(Role.Least, Warm()), "coldest|coolest"),
        (Of(Role.Most, Pay()), "best paid|highest paid|best-paid|highest-paid"),
        (Of(Role.Least, Pay()), "worst paid|lowest paid|lowest-paid"),
        (Of(Role.Most, Age(), Birth(), turns: true), "oldest|年龄最大"),
        (Of(Role.Least, Age(), Birth(), turns: true), "youngest"),
        (Of(Role.Most, Never(), Any()), "latest|newest|most recent|most recently|last|最新|最晚|最近"),
        (Of(Role.Least, Never(), Any()), "earliest|first|最早"),
        (Of(Role.Top), "top|前"),
        (Of(Role.Share), "percentage of|percentage|percent of|share of|share|proportion of|proportion|fraction of|百分之几|占比|比例|百分比"),
        (Of(Role.Span), "difference between|difference|range of"),
        (Of(Role.Each), "per|each|for each|for every|every|in each|grouped by|group by|broken down by|每个|每种|每|各|各个|按"),
        (Of(Role.By), "by"),
        (Of(Role.Which), "which|who|whose|哪个|哪些|哪种|哪一个|哪位|哪|谁|是谁"),
        (Of(Role.Which, null, Any()), "when|什么时候|何时|哪天"),
        (Of(Role.Which, Place()), "where|哪里"),
        (Of(Role.What), "what|what's|list|show|give|tell|find|name|display|是多少|多少|是什么|什么|列出"),
        (Of(Role.And), "and|和|与"),
        (Of(Role.Or), "or|nor|或|或者"),
        (Of(Role.Not), "not|neither|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|不是|不在|没有|未|非"),
        (Of(Role.Except), "except|except for|excluding|other than|apart from|除了"),
        (Of(Role.Missing), "no|without|missing|empty|blank|为空|缺少"),
        (Of(Role.Contains), "containing|contains|contain|包含"),
        (Of(Role.Begins), "starting with|starts with|start with|beginning with|begins with|begin with"),
        (Of(Role.InStock), "available"),
        (Of(Role.OutOfStock), "out of stock|缺货|无库存"),
        (Of(Role.Between), "between|from"),
        (Than(Test.More), "more than|greater than|larger than|higher than|bigger than|over|above|exceeding|exceeds|exceed|exceeded|大于|超过|高于|多于"),
        (Than(Test.Less), "less than|fewer than|lower than|smaller than|below|under|小于|低于|少于|不到|不足"),
        (Than(Test.AtLeast), "at least|no less than|no fewer than|not less than|a minimum of|minimum of|至少|不少于|不低于|大于等于"),
        (Than(Test.AtMost), "at most|no more than|not more than|up to|a maximum of|maximum of|至多|最多为|不超过|小于等于"),
        (Of(Role.OrMore), "or more|or later|or newer|or higher|or above|or over|and above|and more|and later|and up|or longer|or heavier|及以上|以上"),
        (Of(Role.OrLess), "or less|or fewer|or earlier|or older|or lower|or below|or under|and below|and earlier|or shorter|or lighter|及以下|以下"),
        (Than(Test.Is), "equal to|equals|exactly|等于"),
        (Than(Test.More, Never(), Any()), "after|later than|晚于"),
        (Than(Test.Less, Never(), Any()), "before|earlier than|prior to|早于"),
        (Than(Test.AtLeast, Never(), Any()), "since"),
        (Than(Test.AtMost, Never(), Any()), "until|till"),
        (Than(Test.Less, Price()), "cheaper than"),
        (Than(Test.More, Price()), "more expensive than"),
        (Than(Test.More, Weighs()), "heavier than"),
        (Than(Test.Less, Weighs()), "lighter than"),
        (Than(Test.More, Long()), "longer than"),
        (Than(Test.Less, Long()), "shorter than"),
        (Of(Role.Deed, Price()), "cost|costs|costing|priced|how expensive"),
        (Of(Role.Deed, Weighs()), "weigh|weighs|weighing|weighed|how heavy|多重"),
        (Of(Role.Deed, Pay()), "earn|earns|earning|earned|gets paid|get paid"),
        (Of(Role.Deed, Spent()), "spend|spends|spent|spending|pay|pays|paid|charged"),
        (Of(Role.Deed, Years()), "built|manufactured|produced"),
        (Of(Role.Deed, Long()), "how long|多长"),
        (Of(Role.Deed, High()), "how tall|how high"),
        (Of(Role.Deed, Wide()), "how wide"),
        (Of(Role.Deed, Age()), "how old"),
        (Of(Role.Deed, Never(), Joined()), "start|starts|started|join|joined|hired|begin|began|employed since|入职"),
        (Of(Role.Deed, Never(), Opened()), "open|opened|founded|established"),
        (Of(Role.Deed, Never(), Born()), "born|出生于|出生"),
        (Of(Role.Deed, Never(), Due()), "due|payable"),
        (Of(Role.Deed, Never(), Delivered()), "delivered|shipped|dispatched|arrive|arrived|arrives"),
        (Of(Role.Deed, Never(), Expires()), "expire|expires|expired|expiring|end|ends|ended"),
        (Of(Role.Deed, Never(), Issued()), "issued|billed|invoiced"),
        (Of(Role.Deed, Never(), Sold()), "sold|ordered|bought|purchased|placed"),
        (Of(Role.Deed, Never(), Made()), "made|taken|recorded|measured|logged|registered|entered|created|received|reported"),
    ];

    private static readonly (string[] Words, Mark Form)[] Phrases = [.. Entries.SelectMany(e => e.Phrases.Split('|').Select(p => (QuestionWords.Of(p).ToArray(), e.Form)))];

    private static readonly ILookup<string, (string[] Words, Mark Form)> ByFirst = Phrases.ToLookup(p => p.Words[0], StringComparer.Ordinal);

    /// <summary>Whether one of its words asks to calculate.</summary>
    public static bool Calculates(QuestionWords words) =>
        Enumerable.Range(0, words.Count).Any(i => At(words, i).Any(m => m.Is(Role.HowMany, Role.Sum, Role.InTotal, Role.Average, Role.Median, Role.Most, Role.Least, Role.Top, Role.Share, Role.Span)) || (words.Folded[i] == "how" && i + 1 < words.Count && words.Folded[i + 1] == "much" && words.Folded.Contains("total")));

    /// <summary>Whether it asks for anything that a table may tell.</summary>
    public static bool Asks(QuestionWords words) =>
        Calculates(words) || Enumerable.Range(0, words.Count).Any(i => At(words, i).Any(m => m.Is(Role.Which, Role.What, Role.HowMuch, Role.Each) || (m.Role == Role.Deed && m.Words.StartsWith("how", StringComparison.Ordinal))));

    /// <summary>Everything that may begin at this word.</summary>
    public static IEnumerable<Mark> At(QuestionWords words, int at)
    {
        foreach (var (phrase, form) in ByFirst[words.Folded[at]])
            if (at + phrase.Length <= words.Count && phrase.SequenceEqual(words.Folded.Skip(at).Take(phrase.Length))) yield return form with { Start = at, Count = phrase.Length, Words = string.Join(' ', phrase) };
    }

    private static Mark Of(Role role, Regex? meaning = null, Regex? days = null, bool turns = false) => new(role, 0, 0, Weight) { Meaning = meaning, DateMeaning = days, Turns = turns };

    private static Mark Than(Test test, Regex? meaning = null, Regex? days = null) => new(Role.Compare, 0, 0, Weight) { Test = test, Meaning = meaning, DateMeaning = days };

    [GeneratedRegex("price|cost|fee$|preis|价|费", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Price();

    [GeneratedRegex("weight|gewicht|重", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Weighs();

    [GeneratedRegex(@"length|duration|\blong\b|lead time|länge|dauer|长|时长", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Long();

    [GeneratedRegex("height|elevation|höhe|高度|身高|海拔", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex High();

    [GeneratedRegex("width|breite|宽", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Wide();

    [GeneratedRegex("amount|cost|spend|spent|expense|total|paid|salary|wage|betrag|ausgabe|金额|费用", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Spent();

    [GeneratedRegex("^(model |build |construction )?year( built)?$|built|manufactured", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Years();

    [GeneratedRegex("temperature|temperatur|温度|气温", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Warm();

    [GeneratedRegex("salary|wage|pay|compensation|gehalt|lohn|工资|薪", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pay();

    [GeneratedRegex(@"\bage\b|年龄", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Age();

    // Of somebody's first working day the oldest colleague is not told.
    [GeneratedRegex("birth|born|opened|opening|founded|established|built|order|invoice|created|received|出生|生日", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Birth();

    [GeneratedRegex("birth|born|geburt|出生|生日", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Born();

    [GeneratedRegex(@"\b(city|location|place|warehouse|address|room|site|office|town|ort|stadt|lager)\b|仓库|城市|地点", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();

    [GeneratedRegex("start|join|hire|hiring|entry|begin|since|入职", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Joined();

    [GeneratedRegex("open|found|establish|开业|成立", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Opened();

    [GeneratedRegex("due|fällig|到期", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Due();

    [GeneratedRegex("deliver|ship|dispatch|arriv|发货|到货", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Delivered();

    [GeneratedRegex(@"expir|\bend|到期|截止", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Expires();

    [GeneratedRegex("issue|invoice|bill|开票", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Issued();

    [GeneratedRegex("order|sale|sold|purchase|bought|transaction|invoice|receipt|订单|销售", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sold();

    [GeneratedRegex("date|time|day|recorded|measured|created|received|日期|时间", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Made();

    [GeneratedRegex("", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Any();

    [GeneratedRegex("(?!)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Never();
}
