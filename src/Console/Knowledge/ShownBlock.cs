using System.Text.Json;
using Onebox.Api.Knowledge;

namespace Onebox.Console.Knowledge;

/// <summary>A block of a document as it is shown: its text in pieces, those marked that are cited; or its rows.</summary>
internal sealed record ShownBlock(int Index, string Kind, int? Page, bool IsFirstOfPage, bool IsCited, IReadOnlyList<(string Text, bool IsCited)> Pieces, IReadOnlyList<ShownRow>? Rows)
{
    /// <summary>Rows of a table that are shown: a browser cannot hold a million.</summary>
    private const int MostRows = 500;
    private const int MostBlocks = 5000;

    public static IReadOnlyList<ShownBlock> Of(KnowledgeDocumentContent content, KnowledgeChunk? chunk, string? quote)
    {
        if (content.Blocks is not { } document || !document.TryGetProperty("blocks", out var blocks)) return [];
        var shown = new List<ShownBlock>();
        int? page = null;
        foreach (var block in blocks.EnumerateArray().Take(MostBlocks))
        {
            var index = shown.Count;
            var inChunk = chunk is not null && index >= chunk.FirstBlock && index <= chunk.LastBlock;
            int? at = block.TryGetProperty("page", out var number) && number.TryGetInt32(out var value) ? value : null;
            var kind = block.GetProperty("kind").GetString() ?? "paragraph";
            if (kind == "table")
            {
                var rows = RowsOf(block, inChunk ? quote : null);
                shown.Add(new ShownBlock(index, kind, at, at != page, inChunk && (quote is null || rows.Any(r => r.IsCited)), [], rows));
            }
            else
            {
                var pieces = Marked(Text(block), inChunk ? quote : null);
                shown.Add(new ShownBlock(index, kind, at, at != page, inChunk && (quote is null || pieces.Any(p => p.IsCited)), pieces, null));
            }

            page = at;
        }

        return shown;
    }

    /// <summary>Where the quote stands in the text, white space aside; a quote may go over several blocks, so a part of it that is all of the text counts, too.</summary>
    internal static IReadOnlyList<(string Text, bool IsCited)> Marked(string text, string? quote)
    {
        if (string.IsNullOrWhiteSpace(quote) || text.Length == 0) return [(text, false)];
        var (flat, places) = Flat(text);
        var (wanted, _) = Flat(quote);
        var from = flat.IndexOf(wanted, StringComparison.Ordinal);
        if (from < 0) return [(text, flat.Length > 0 && wanted.Contains(flat, StringComparison.Ordinal))];
        var (start, end) = (places[from], places[from + wanted.Length - 1] + 1);
        return [(text[..start], false), (text[start..end], true), (text[end..], false)];
    }

    private static (string Flat, List<int> Places) Flat(string text)
    {
        var places = new List<int>();
        for (var i = 0; i < text.Length; i++)
            if (!char.IsWhiteSpace(text[i])) places.Add(i);
        return (string.Concat(places.Select(p => text[p])), places);
    }

    private static List<ShownRow> RowsOf(JsonElement block, string? quote)
    {
        var rows = new List<ShownRow>();
        foreach (var row in block.GetProperty("rows").EnumerateArray().Take(MostRows))
        {
            var cells = row.GetProperty("cells").EnumerateArray().Select(c => c.GetProperty("text").GetString() ?? "").ToList();
            var told = cells.Where(c => c.Length > 0).ToList();
            rows.Add(new ShownRow(cells, quote is not null && told.Count > 0 && told.All(c => quote.Contains(c, StringComparison.Ordinal))));
        }

        return rows;
    }

    private static string Text(JsonElement block)
    {
        if (block.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String) return text.GetString()!;
        if (block.TryGetProperty("items", out var items)) return string.Join('\n', items.EnumerateArray().Select(i => $"{new string(' ', 2 * i.GetProperty("level").GetInt32())}{i.GetProperty("marker").GetString()} {i.GetProperty("text").GetString()}"));
        return block.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String ? description.GetString()! : "";
    }
}

/// <summary>A row of a table.</summary>
internal sealed record ShownRow(IReadOnlyList<string> Cells, bool IsCited);
