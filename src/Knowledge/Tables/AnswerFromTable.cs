using System.Globalization;
using Onebox.Api.Knowledge;
using Onebox.Documents;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Tables;

/// <summary>Calculates the answer to an exact question over a table that was found, and shows how; null when it is no such question.</summary>
internal static class AnswerFromTable
{
    private const int MostDocuments = 8;

    /// <param name="hits">All that was found, however little it scores: whether a table is meant is told by the question's words.</param>
    public static KnowledgeAnswer? Run(OpenBase opened, string question, IEnumerable<Hit> hits)
    {
        if (!TableQuestion.MayAsk(question)) return null;
        using var connection = opened.Index.Read();
        var (answer, others) = ((KnowledgeAnswer?)null, new List<string>());
        foreach (var group in hits.Where(h => h.Chunk.Kind is "table" or "row").GroupBy(h => h.Document.Id).Take(MostDocuments))
        {
            if (DocumentWriter.Blocks(connection, group.Key) is not { } document) continue;
            foreach (var table in SheetTable.Of(document))
            {
                if (TableQuestion.Understand(question, table, group.First().Document.Name) is not { } query) continue;
                if (answer is null) answer = Tell(group.First(), table, query, TableEngine.Run(table, query), document);
                else others.Add(PlaceOf(table, group.First().Document.Name));
            }
        }

        return answer is null || others.Count == 0 ? answer : answer with { Notes = [.. answer.Notes ?? [], $"The question fits other tables too: {string.Join(", ", others.Distinct(StringComparer.Ordinal))}. Name the one that is meant."] };
    }

    private static string PlaceOf(SheetTable table, string document) =>
        table.Name is { Length: > 0 } name && name != document && name != Path.GetFileNameWithoutExtension(document) ? $"{name} of {document}" : document;

    private static KnowledgeAnswer? Tell(Hit hit, SheetTable table, TableQuery query, TableRows result, Document document)
    {
        if (result.Rows.Count == 0 || result.Rows[0].All(v => v is null)) return null;
        var where = query.Conditions.Count == 0 ? "" : $" where {string.Join(" and ", query.Conditions.Select(c => $"{c.Column.Name} {(c.Operator == "=" ? "is" : c.Operator)} {c.Text ?? Number(c.Number!.Value)}"))}";
        var place = PlaceOf(table, hit.Document.Name);
        var value = query.Calculation == Calculation.Count ? result.Rows[0][0] : Readable(result.Rows[0][^1]);
        var text = query switch
        {
            { Calculation: Calculation.Count } => $"{value} {(value == "1" ? "row" : "rows")} of {place}{where}. [1]",
            { Calculation: Calculation.Sum } => $"{value} is the sum of {query.Column!.Name} in {place}{where}. [1]",
            { Calculation: Calculation.Average } => $"{value} is the average of {query.Column!.Name} in {place}{where}. [1]",
            { Shown: not null } => $"{string.Join(" and ", result.Rows.Select(r => r[0]))} with {query.Column!.Name} {value}, the {query.Calculation.ToString().ToLowerInvariant()} in {place}{where}. [1]",
            _ => $"{value} is the {query.Calculation.ToString().ToLowerInvariant()} {query.Column!.Name} in {place}{where}. [1]",
        };
        var quote = Quote(hit, table, query, result);
        var chunk = hit.Chunk;
        return new KnowledgeAnswer
        {
            Answer = text,
            Citations = [new Citation(1, hit.Document.Name, hit.Document.Uid, ChunkIds.Of(chunk.Id), chunk.Page, quote, Math.Max(0, chunk.Text.IndexOf(quote, StringComparison.Ordinal)), true, chunk.Heading.Length == 0 ? null : chunk.Heading, chunk.Range)],
            Supported = true,
            InDocuments = true,
            Passages = [SearchBase.Info(hit)],
            Table = new TableAnswer(result.Sql, hit.Document.Name, table.Name, result.Columns, result.Rows, table.Cells.Count),
            Notes = document.Warnings.Count == 0 ? null : document.Warnings,
            Times = new AnswerTimes(0, 0, 0, 0, 0),
        };
    }

    /// <summary>The row that is told of, or one that counts, where it stands in the chunk that was found; else the header.</summary>
    private static string Quote(Hit hit, SheetTable table, TableQuery query, TableRows result)
    {
        var lines = hit.Chunk.Text.Split('\n');
        var shown = result.Rows[0].Count > 1 ? result.Rows[0][0] : null;
        var values = query.Conditions.Select(c => c.Text).Append(shown).OfType<string>().ToList();
        var row = values.Count == 0 ? null : Array.Find(lines, line => values.TrueForAll(v => line.Contains(v, StringComparison.OrdinalIgnoreCase)));
        return row ?? Array.Find(lines, line => line.Contains(table.Columns[0].Name, StringComparison.Ordinal)) ?? lines[0];
    }

    private static string? Readable(string? value) => double.TryParse(value, CultureInfo.InvariantCulture, out var number) ? Number(number) : value;

    private static string Number(double number) => Math.Round(number, 6).ToString("#,0.######", CultureInfo.InvariantCulture);
}
