using System.Globalization;
using Microsoft.Data.Sqlite;
using Onebox.Api.Knowledge;
using Onebox.Documents;
using Onebox.Knowledge.Index;
using Onebox.Knowledge.Retrieval;

namespace Onebox.Knowledge.Tables;

/// <summary>Answers an exact question from a table that was found, and shows how; null when it is no such question.</summary>
internal static class AnswerFromTable
{
    private const int MostDocuments = 8;

    // "What is …" asks for a table's cell less often than for prose.
    private const int MostForACell = 3;

    /// <param name="hits">All that was found, however little it scores: whether a table is meant is told by the question's words.</param>
    public static KnowledgeAnswer? Run(OpenBase opened, string question, IEnumerable<Hit> hits)
    {
        if (!TableQuestion.MayAsk(question)) return null;
        var most = TableQuestion.MayCalculate(question) ? MostDocuments : MostForACell;
        using var connection = opened.Index.Read();
        var fitting = new List<(Hit Hit, Document Document, SheetTable Table, TableQuery Query)>();
        foreach (var group in hits.Where(h => h.Chunk.Kind is "table" or "row").GroupBy(h => h.Document.Id).Take(most))
        {
            if (DocumentWriter.Blocks(connection, group.Key) is not { } document) continue;
            foreach (var table in SheetTable.Of(document))
                if (TableQuestion.Understand(question, table, group.First().Document.Name) is { } query) fitting.Add((group.First(), document, table, query));
        }

        foreach (var (hit, document, table, query) in fitting.OrderByDescending(f => f.Query.Certainty))
        {
            if (Tell(connection, hit, table, query, TableEngine.Run(table, query), document) is not { } answer) continue;
            var others = fitting.Where(f => f.Table != table && f.Query.Certainty == query.Certainty).Select(f => PlaceOf(f.Table, f.Hit.Document.Name)).Distinct(StringComparer.Ordinal).ToList();
            return others.Count == 0 ? answer : answer with { Notes = [.. answer.Notes ?? [], $"The question fits other tables too: {string.Join(", ", others)}. Name the one that is meant."] };
        }

        return null;
    }

    private static string PlaceOf(SheetTable table, string document) =>
        table.Name is { Length: > 0 } name && name != document && name != Path.GetFileNameWithoutExtension(document) ? $"{name} of {document}" : document;

    private static KnowledgeAnswer? Tell(SqliteConnection connection, Hit hit, SheetTable table, TableQuery query, TableRows result, Document document)
    {
        if (query.Calculation != Calculation.Rows && (result.Rows.Count == 0 || result.Rows[0][^1] is null)) return null;
        var text = CalculatedWords.Of(query, result, PlaceOf(table, hit.Document.Name));
        var (chunk, quote, cells) = CitedRows.Of(connection, hit, table, query, result);
        var notes = document.Warnings.Concat(Notes(table, result)).ToList();
        return new KnowledgeAnswer
        {
            Answer = text,
            Citations = [new Citation(1, hit.Document.Name, hit.Document.Uid, ChunkIds.Of(chunk.Id), chunk.Page, quote, Math.Max(0, chunk.Text.IndexOf(quote, StringComparison.Ordinal)), true, chunk.Heading.Length == 0 ? null : chunk.Heading, cells)],
            Supported = true,
            InDocuments = true,
            Passages = [SearchBase.Info(hit with { Chunk = chunk })],
            Table = new TableAnswer(result.Sql, hit.Document.Name, table.Name, result.Columns, result.Rows, table.Cells.Count),
            Notes = notes.Count == 0 ? null : notes,
            Times = new AnswerTimes(0, 0, 0, 0, 0),
        };
    }

    private static IEnumerable<string> Notes(SheetTable table, TableRows result)
    {
        if (table.LeftOut.Count > 0) yield return $"Rows at the table's end that sum up the others were left out: {string.Join(", ", table.LeftOut)}.";
        if (result.Count > result.Rows.Count) yield return $"The first {result.Rows.Count.ToString(CultureInfo.InvariantCulture)} of {result.Count.ToString(CultureInfo.InvariantCulture)} rows are shown.";
    }
}
