using System.Text.Json;
using Onebox.Api.Knowledge;

namespace Onebox.Console.Knowledge;

/// <summary>A block of a document as it is shown: its text in pieces, those marked that are cited; or its table.</summary>
/// <param name="Index">Among all blocks of the document: chunks name blocks by it.</param>
/// <param name="Level">Of a heading, from 1.</param>
internal sealed record ShownBlock(int Index, string Kind, int Level, int? Page, string? Place, bool IsCited, IReadOnlyList<(string Text, bool IsCited)> Pieces, ShownTable? Table, IReadOnlyList<ShownBox> Boxes)
{
    /// <summary>What showing it costs, in lines.</summary>
    public int Weight => Table?.Rows.Count ?? 1;

    /// <param name="chunk">What is cited; null for nothing.</param>
    /// <param name="quote">The words of it that are meant; null for all.</param>
    public static IReadOnlyList<ShownBlock> Of(KnowledgeDocumentContent content, KnowledgeChunk? chunk, string? quote)
    {
        if (content.Blocks is not { } document || !document.TryGetProperty("blocks", out var blocks)) return [];
        var shown = Read(blocks, chunk, quote);
        // Words of a chunk that was edited stand nowhere in the document: then all that it was made of is shown.
        return quote is null || chunk is null || shown.Exists(b => b.IsCited) ? shown : Read(blocks, chunk, null);
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

    private static List<ShownBlock> Read(JsonElement blocks, KnowledgeChunk? chunk, string? quote)
    {
        var shown = new List<ShownBlock>();
        foreach (var block in blocks.EnumerateArray())
        {
            var inChunk = chunk is not null && shown.Count >= chunk.FirstBlock && shown.Count <= chunk.LastBlock;
            var kind = block.GetProperty("kind").GetString() ?? "paragraph";
            var table = kind == "table" ? ShownTable.Of(block, inChunk ? quote ?? chunk!.Text : null) : null;
            IReadOnlyList<(string Text, bool IsCited)> pieces = table is null ? Marked(Text(block), inChunk ? quote : null) : [];
            var cited = inChunk && (quote is null || (table is null ? pieces.Any(p => p.IsCited) : table.Rows.Any(r => r.IsCited)));
            shown.Add(new ShownBlock(
                shown.Count, kind, Number(block, "level") ?? 0, Number(block, "page"), block.TryGetProperty("range", out var range) ? $"{range.GetProperty("sheet").GetString()}, {range.GetProperty("cells").GetString()}" : null,
                cited, pieces, table, cited ? ShownBox.Of(block, table) : []));
        }

        return shown;
    }

    private static int? Number(JsonElement block, string name) => block.TryGetProperty(name, out var number) && number.TryGetInt32(out var value) ? value : null;

    private static (string Flat, List<int> Places) Flat(string text)
    {
        var places = new List<int>();
        for (var i = 0; i < text.Length; i++)
            if (!char.IsWhiteSpace(text[i])) places.Add(i);
        return (string.Concat(places.Select(p => text[p])), places);
    }

    private static string Text(JsonElement block)
    {
        if (block.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String) return text.GetString()!;
        if (block.TryGetProperty("items", out var items)) return string.Join('\n', items.EnumerateArray().Select(i => $"{new string(' ', 2 * i.GetProperty("level").GetInt32())}{i.GetProperty("marker").GetString()} {i.GetProperty("text").GetString()}"));
        return block.TryGetProperty("description", out var description) && description.ValueKind == JsonValueKind.String ? description.GetString()! : "";
    }
}
