using Onebox.Documents.Recognition;

namespace Onebox.Documents.Layout;

/// <summary>All pages of a document → its blocks.</summary>
internal static class LayoutReader
{
    public static void Read(List<PageLayout> pages, Reading reading)
    {
        var running = RunningTitles.Take(pages);
        var type = Typography.Of(pages, scanned: pages.SelectMany(p => p.Segments).Any(s => s.Confidence is not null));
        var reader = new FlowReader(reading, type);
        foreach (var page in pages)
        {
            reading.Budget.CheckTime();
            List<Placed> items = [.. page.Segments, .. page.Blocks];
            foreach (var flow in ReadingOrder.Order(items, 0.9 * type.Body)) reader.Read(page, flow);
        }

        reader.Finish();
        reading.Outline.Clear();
        foreach (var (text, page, top, area) in running)
            reading.Add(new ParagraphBlock(text, top ? ParagraphRole.Header : ParagraphRole.Footer) { Page = page, Box = area.ToBox() });
    }
}
