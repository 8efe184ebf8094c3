using System.Globalization;
using System.Text.Json;
using Onebox.Api.Knowledge;

namespace Onebox.Console.Knowledge;

/// <summary>A page of a PDF or a picture as it looks, with the places that are cited.</summary>
/// <param name="Width">In points.</param>
/// <param name="Turned">Clockwise degrees by which a scan is turned to be upright.</param>
internal sealed record ShownPage(int Number, double Width, double Height, int Turned, IReadOnlyList<ShownBox> Cited)
{
    /// <summary>What a browser draws by itself; PDFs are drawn by PDF.js.</summary>
    private static readonly string[] Pictures = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"];

    public static bool IsPdf(KnowledgeDocument document) => document.MimeType == "application/pdf";

    /// <returns>None when pages of its kind cannot be drawn.</returns>
    public static IReadOnlyList<ShownPage> Of(KnowledgeDocumentContent content, IReadOnlyList<ShownBlock> blocks)
    {
        if (!IsPdf(content.Document) && !Pictures.Contains(content.Document.MimeType, StringComparer.Ordinal)) return [];
        if (content.Blocks is not { } document || !document.TryGetProperty("pages", out var pages)) return [];
        var cited = blocks.Where(b => b.IsCited && b.Page is not null).ToLookup(b => b.Page!.Value, b => b.Boxes);
        var shown = new List<ShownPage>();
        foreach (var page in pages.EnumerateArray())
        {
            var number = page.GetProperty("number").GetInt32();
            // One that was too damaged to be read has no size.
            var (width, height) = (Length(page, "width") ?? 595, Length(page, "height") ?? 842);
            shown.Add(new ShownPage(number, width, height, page.TryGetProperty("rotation", out var turned) ? turned.GetInt32() : 0, [.. cited[number].SelectMany(b => b)]));
        }

        return shown;
    }

    /// <summary>Where a box lies, in shares of the page, as a style.</summary>
    public string Style(ShownBox box) => string.Create(
        CultureInfo.InvariantCulture, $"left:{100 * box.X / Width:0.###}%;top:{100 * box.Y / Height:0.###}%;width:{100 * box.Width / Width:0.###}%;height:{100 * box.Height / Height:0.###}%");

    public string Proportions => string.Create(CultureInfo.InvariantCulture, $"aspect-ratio:{Width:0.##} / {Height:0.##}");

    private static double? Length(JsonElement page, string name) => page.TryGetProperty(name, out var length) && length.ValueKind == JsonValueKind.Number && length.GetDouble() is > 1 and var points ? points : null;
}

/// <summary>In points from the page's top left corner.</summary>
public sealed record ShownBox(double X, double Y, double Width, double Height)
{
    /// <summary>The block's own; where rows of a table are cited and say where they are, theirs.</summary>
    public static IReadOnlyList<ShownBox> Of(JsonElement block, ShownTable? table)
    {
        var rows = table?.Rows.Where(r => r.IsCited).Select(r => Around(r.Cells.Select(c => c.Box).OfType<ShownBox>())).OfType<ShownBox>().ToList();
        return rows is { Count: > 0 } ? rows : Read(block) is { } own ? [own] : [];
    }

    public static ShownBox? Read(JsonElement of) =>
        of.TryGetProperty("box", out var box) && box.ValueKind == JsonValueKind.Object ? new ShownBox(box.GetProperty("x").GetDouble(), box.GetProperty("y").GetDouble(), box.GetProperty("width").GetDouble(), box.GetProperty("height").GetDouble()) : null;

    private static ShownBox? Around(IEnumerable<ShownBox> boxes) =>
        boxes.Aggregate((ShownBox?)null, (all, box) => all is null ? box : Join(all, box));

    private static ShownBox Join(ShownBox a, ShownBox b)
    {
        var (x, y) = (Math.Min(a.X, b.X), Math.Min(a.Y, b.Y));
        return new ShownBox(x, y, Math.Max(a.X + a.Width, b.X + b.Width) - x, Math.Max(a.Y + a.Height, b.Y + b.Height) - y);
    }
}
