using System.Text.RegularExpressions;

namespace Onebox.Knowledge.Tables;

/// <summary>Every word of a question, as what it does there: the longest phrases first, and of those for the same words the most certain.</summary>
internal static partial class QuestionMarks
{
    private const int Title = 5;

    /// <returns>In the question's order; null when a word is explained by nothing.</returns>
    public static List<Mark>? Of(QuestionWords words, SheetTable table, string file)
    {
        if (CellPhrases.Of(words, table) is not { } found) return null;
        found.AddRange(ColumnPhrases.Of(words, table.Columns));
        // A cell or a column in the title is what is asked for: the travel of "travel expenses".
        var own = found.Where(m => m.Weight > Title).SelectMany(m => Enumerable.Range(m.Start, m.Count)).ToHashSet();
        found.AddRange(Titles(words, table, file).Where(m => m.Count == 1 || !Enumerable.Range(m.Start, m.Count).Any(own.Contains)));
        var names = table.Columns.SelectMany(c => ColumnPhrases.Words(c.Name)).Concat(Telling(table.Name)).Concat(Telling(table.Heading)).Concat(Telling(Path.GetFileNameWithoutExtension(file))).ToHashSet(StringComparer.Ordinal);
        var written = string.Concat(table.Columns.Select(c => c.Name).Append(table.Name).Append(file));
        var hasDays = table.Columns.Any(c => c.IsDate);
        for (var at = 0; at < words.Count; at++)
        {
            found.AddRange(Vocabulary.At(words, at));
            found.AddRange(PlainWords.At(words, at));
            found.AddRange(PlainWords.Nouns(words, at, names, written));
            if (hasDays && DaysAsked.At(words, at) is { } days) found.Add(new Mark(Role.Days, at, days.Count, Title) { Days = days.Period, Number = days.Count == 1 ? Numbers.At(words, at)?.Number : null, Words = words.Folded[at] });
            if (Numbers.At(words, at) is { } number) found.Add(number);
        }

        return Chosen(words, found);
    }

    private static List<Mark>? Chosen(QuestionWords words, List<Mark> found)
    {
        var (taken, chosen) = (new bool[words.Count], new List<Mark>());
        foreach (var mark in found.OrderByDescending(m => m.Count).ThenByDescending(m => m.Weight).ThenBy(m => m.Start))
        {
            if (Enumerable.Range(mark.Start, mark.Count).Any(i => taken[i])) continue;
            Array.Fill(taken, true, mark.Start, mark.Count);
            chosen.Add(mark);
        }

        chosen.Sort((one, other) => one.Start.CompareTo(other.Start));
        Literals(words, taken, chosen);
        return Array.TrueForAll(taken, t => t) ? chosen : null;
    }

    /// <summary>What a cell contains is said in words of nobody's: one, or those in quotation marks.</summary>
    private static void Literals(QuestionWords words, bool[] taken, List<Mark> chosen)
    {
        foreach (var asks in chosen.Where(m => m.Is(Role.Contains, Role.Begins)).ToList())
        {
            var (start, count) = (asks.End, 1);
            if (start >= words.Count) continue;
            if (Quoted().Match(words.Behind(asks.End - 1).ToString()) is { Success: true } quoted) count = QuestionWords.Of(quoted.Groups["text"].Value).Count;
            if (count == 0 || start + count > words.Count) continue;
            chosen.RemoveAll(m => m.Start >= start && m.End <= start + count);
            Array.Fill(taken, true, start, count);
            chosen.Insert(chosen.IndexOf(asks) + 1, new Mark(Role.Text, start, count, 0) { Words = string.Join(' ', Enumerable.Range(start, count).Select(words.Raw)) });
        }
    }

    /// <summary>The table's, the sheet's and the file's name, and the noun that it ends with: "readings" of "Sensor readings".</summary>
    private static IEnumerable<Mark> Titles(QuestionWords words, SheetTable table, string file)
    {
        List<List<string>> titles = [Telling(table.Name), Telling(table.Heading), .. table.IsOnly ? [Telling(Path.GetFileNameWithoutExtension(file))] : Array.Empty<List<string>>(), Key(table)];
        foreach (var title in titles.Where(t => t.Count > 0))
        {
            var nouns = title.FindAll(w => !w.All(char.IsDigit));
            var isNamed = nouns.Count > 0 && nouns.TrueForAll(t => words.Folded.Any(w => Inflection.Same(t, w)));
            foreach (var at in words.Find(title, inflected: true)) yield return Noun(at, title.Count);
            for (var at = 0; at < words.Count; at++)
                if (title.Exists(t => Inflection.Same(t, words.Folded[at])) && (isNamed || (nouns.Count > 0 && Inflection.Same(nouns[^1], words.Folded[at]) && words.Folded[at].Length > 1))) yield return Noun(at, 1);
            // 学生成绩表 is a table of 学生 and of 成绩.
            if (title.Exists(t => t.Length > 1 || t[0] <= 0x7f)) continue;
            for (var length = 2; length < title.Count; length++)
                for (var from = 0; from + length <= title.Count; from++)
                    foreach (var at in words.Find(title.GetRange(from, length), inflected: false)) yield return Noun(at, length) with { Weight = 3 };
        }

        for (var at = 0; at < words.Count; at++)
            if (words.Folded[at].Equals(file, StringComparison.OrdinalIgnoreCase)) yield return new Mark(Role.Plain, at, 1, Title);

        Mark Noun(int at, int count) => new(Role.Noun, at, count, Title) { Words = string.Join(' ', words.Folded.Skip(at).Take(count)) };
    }

    /// <summary>What the first column numbers: "orders" of "Order ID".</summary>
    private static List<string> Key(SheetTable table) =>
        ColumnPhrases.Words(table.Columns[0].Name) is { Count: > 1 } name && name.FindAll(w => w is not ("id" or "no" or "nr" or "number" or "code" or "name" or "key" or "号" or "编")) is { Count: > 0 } key && key.Count < name.Count ? key : [];

    /// <summary>The words of "staff_2024" that tell.</summary>
    private static List<string> Telling(string? name) =>
        QuestionWords.Of(string.Concat((name ?? "").Select(c => char.IsLetterOrDigit(c) ? c : ' '))).FindAll(w => !PlainWords.IsPlain(w) && !PlainWords.IsPlace(w));

    [GeneratedRegex("""^\s*["“'‘](?<text>[^"”'’]+)["”'’]""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
