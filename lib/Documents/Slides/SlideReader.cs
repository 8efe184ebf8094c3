using System.Xml.Linq;
using Onebox.Documents.Layout;
using Onebox.Documents.Packages;
using Onebox.Documents.Pictures;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Slides;

/// <summary>One slide's shapes as blocks.</summary>
internal sealed class SlideReader(OfficePackage package, string part, Reading reading, int number)
{
    private readonly Dictionary<string, OfficePackage.Relation> _relations = package.Relations(part);
    private readonly List<Placed> _placed = [];
    private readonly List<Block> _title = [];
    private readonly SlidePlaces _places = new(package, part);

    public string? Title { get; private set; }

    public List<Block> Read(XElement slide)
    {
        Shapes(slide.Child("cSld").Child("spTree"), SlideTransform.None, 0);
        var body = ReadingOrder.Order(_placed, gutter: 2).SelectMany(flow => flow).Cast<PlacedBlock>().Select(p => p.Block);
        return [.. _title, .. body, .. Notes()];
    }

    private void Shapes(XElement? tree, SlideTransform transform, int depth)
    {
        reading.Budget.CheckDepth(depth);
        foreach (var shape in tree?.Elements() ?? [])
        {
            reading.Budget.Tick();
            switch (shape.Name.LocalName)
            {
                case "sp":
                    Text(shape, transform);
                    break;
                case "pic":
                    Picture(shape, transform);
                    break;
                case "graphicFrame":
                    Frame(shape, transform);
                    break;
                case "grpSp":
                    Shapes(shape, transform.Inside(shape.Child("grpSpPr").Child("xfrm")), depth + 1);
                    break;
                case "AlternateContent":
                    Shapes(shape.Alternative(), transform, depth + 1);
                    break;
            }
        }
    }

    private void Text(XElement shape, SlideTransform transform)
    {
        var placeholder = shape.Child("nvSpPr").Child("nvPr").Child("ph");
        var kind = placeholder is null ? null : placeholder.Value("type") ?? "obj";
        if (kind is "dt" or "ftr" or "sldNum" or "hdr") return;
        var area = transform.Map(shape.Child("spPr").Child("xfrm")) ?? _places.Of(placeholder);
        var blocks = new SlideText(_relations, reading).Read(shape.Child("txBody"), isBody: kind is "body" or "obj");
        if (kind is "title" or "ctrTitle" && Title is null)
        {
            Title = string.Join(' ', blocks.Select(b => b.ToText())).Replace('\n', ' ').Trim();
            if (Title.Length > 0) _title.Add(new HeadingBlock(1, Title) { Box = area?.ToBox() });
            return;
        }

        foreach (var block in blocks) Place(block, area);
    }

    private void Picture(XElement picture, SlideTransform transform)
    {
        var name = picture.Child("nvPicPr").Child("cNvPr");
        var id = picture.Child("blipFill").Child("blip").Value("embed");
        if (id is null || !_relations.TryGetValue(id, out var relation) || relation.IsExternal) return;
        // Programs fill in the file's name where the author said nothing.
        var description = name.Value("descr") is { } words && !words.EndsWith(".png", StringComparison.OrdinalIgnoreCase) && !words.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase) ? words : null;
        Place(EmbeddedPicture.Read(package.Picture(relation.Target), reading, description, relation.Target), transform.Map(picture.Child("spPr").Child("xfrm")));
    }

    private void Frame(XElement frame, SlideTransform transform)
    {
        var area = transform.Map(frame.Child("xfrm")) ?? _places.Of(frame.Child("nvGraphicFramePr").Child("nvPr").Child("ph"));
        var data = frame.Child("graphic").Child("graphicData");
        if (data.Child("tbl") is { } table && SlideTable.Read(table, _relations, reading) is { } read) Place(read, area);
        if (data.Child("chart").Value("id") is { } chart && _relations.TryGetValue(chart, out var chartPart) && ChartTable.Read(package.Load(chartPart.Target)) is { } values) Place(values, area);
        if (data.Child("relIds").Value("dm") is { } diagram && _relations.TryGetValue(diagram, out var diagramPart) && DiagramList.Read(package.Load(diagramPart.Target)) is { } list) Place(list, area);
    }

    // Shapes without a place keep their order, below all others.
    private void Place(Block block, Area? area)
    {
        var at = area ?? new Area(0, 10_000 + _placed.Count, 1, 10_000.9 + _placed.Count);
        _placed.Add(new PlacedBlock(area is null ? block : block with { Box = at.ToBox() }, at));
    }

    private IEnumerable<Block> Notes()
    {
        var notes = _relations.Values.FirstOrDefault(r => r.Type.EndsWith("/notesSlide", StringComparison.Ordinal) && !r.IsExternal);
        if (notes is null || package.Load(notes.Target) is not { } slide) yield break;
        foreach (var shape in slide.Child("cSld").Child("spTree").Children("sp").Where(s => s.Child("nvSpPr").Child("nvPr").Child("ph").Value("type") == "body"))
        {
            var words = string.Join('\n', new SlideText(package.Relations(notes.Target), reading).Read(shape.Child("txBody"), isBody: false).Select(b => b.ToText()));
            if (words.Length > 0) yield return new ParagraphBlock(words, ParagraphRole.SpeakerNotes) { Page = number };
        }
    }
}
