using System.Text;

namespace Onebox.Documents.Tests;

/// <summary>A file of the corpus and how much of what a person reads in it a document has.</summary>
internal static class CorpusFile
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Corpus", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path(name));

    public static List<string> Expected(string name) => [.. File.ReadAllLines(Path(name + ".expected"))];

    /// <summary>The document in the notation of the expected files.</summary>
    public static List<string> Notation(Document document)
    {
        var lines = new List<string>();
        foreach (var block in document.Blocks)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    lines.Add($"{new string('#', heading.Level)} {heading.Text}");
                    break;
                case ParagraphBlock { Role: null } paragraph:
                    lines.Add($"P {paragraph.Text}");
                    break;
                case ListBlock list:
                    lines.AddRange(list.Items.Select(i => $"{new string(' ', 2 * i.Level)}- {i.Text}"));
                    break;
                case TableBlock table:
                    lines.AddRange(table.ToGrid().Select(r => $"| {string.Join(" | ", r)}"));
                    lines.Add("|");
                    break;
            }
        }

        return lines;
    }

    /// <returns>1 less the edit distance by the expected length, over all words without marks, spaces and line ends.</returns>
    public static double CharactersRight(List<string> expected, List<string> actual)
    {
        var (e, a) = (Words(expected), Words(actual));
        var row = Enumerable.Range(0, a.Length + 1).ToArray();
        for (var i = 1; i <= e.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= a.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (e[i - 1] == a[j - 1] ? 0 : 1));
                corner = above;
            }
        }

        return 1 - ((double)row[a.Length] / e.Length);
    }

    /// <returns>The share of expected cells that stand in the same table, row and column with the same words.</returns>
    public static double CellsInPlace(List<string> expected, List<string> actual)
    {
        var (e, a) = (Tables(expected), Tables(actual));
        int all = 0, right = 0;
        for (var t = 0; t < e.Count; t++)
            for (var r = 0; r < e[t].Count; r++)
                for (var c = 0; c < e[t][r].Length; c++)
                {
                    all++;
                    if (t < a.Count && r < a[t].Count && c < a[t][r].Length && a[t][r][c] == e[t][r][c]) right++;
                }

        return all == 0 ? 1 : (double)right / all;
    }

    private static string Words(List<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            foreach (var word in line.TrimStart('#', 'P', '-', '|', ' ').Split([' ', '|', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)) text.Append(word).Append(' ');
        return text.ToString();
    }

    private static List<List<string[]>> Tables(List<string> lines)
    {
        var tables = new List<List<string[]>>();
        var open = false;
        foreach (var line in lines)
        {
            if (line == "|" || !line.StartsWith('|'))
            {
                open = false;
                continue;
            }

            if (!open) tables.Add([]);
            open = true;
            tables[^1].Add(line[2..].Split(" | ").Select(c => c.Trim()).ToArray());
        }

        return tables;
    }
}
