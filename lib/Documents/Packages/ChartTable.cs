using System.Globalization;
using System.Xml.Linq;

namespace Onebox.Documents.Packages;

/// <summary>A chart's cached data as a table: categories down, series across.</summary>
internal static class ChartTable
{
    private const int MostPoints = 10_000;

    /// <returns>Null if the chart holds no data.</returns>
    public static TableBlock? Read(XElement? chart)
    {
        var series = chart.All("ser").ToList();
        if (series.Count == 0) return null;
        var title = string.Concat(chart.Child("chart").Child("title").All("t").Select(t => t.Value)).Trim();
        List<TableCell> header = [new TableCell("", 0)];
        var rows = new SortedDictionary<int, List<TableCell>>();
        for (var s = 0; s < series.Count; s++)
        {
            header.Add(new TableCell(series[s].Child("tx").All("v").FirstOrDefault()?.Value ?? $"{s + 1}", s + 1));
            foreach (var (index, text) in Points(series[s].Child("cat") ?? series[s].Child("xVal")))
                if (s == 0 || !rows.ContainsKey(index)) rows.TryAdd(index, [new TableCell(text, 0)]);
            foreach (var (index, text) in Points(series[s].Child("val") ?? series[s].Child("yVal")))
            {
                if (!rows.TryGetValue(index, out var row)) rows[index] = row = [new TableCell($"{index + 1}", 0)];
                row.Add(Value(text, s + 1));
            }
        }

        if (rows.Count == 0) return null;
        return new TableBlock([new TableRow([.. header.Where(c => c.Text.Length > 0)]), .. rows.Values.Select(r => new TableRow(r))], 1, title.Length > 0 ? title : null);
    }

    private static IEnumerable<(int Index, string Text)> Points(XElement? data)
    {
        // Grouped categories have levels; the innermost comes first.
        var cache = data.All("lvl").FirstOrDefault() ?? data?.Descendants().FirstOrDefault(e => e.Name.LocalName is "strCache" or "numCache" or "strLit" or "numLit");
        return cache.Children("pt").Take(MostPoints).Select(p => (p.Number("idx") ?? 0, p.Child("v")?.Value ?? ""));
    }

    private static TableCell Value(string text, int column) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? new TableCell(number.ToString("0.##########", CultureInfo.InvariantCulture), column, Number: number)
            : new TableCell(text, column);
}
