using Onebox.Documents.Packages;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Slides;

/// <summary>PPTX: slides in their order, each from its title through its shapes as they are read, then the speaker's notes.</summary>
internal sealed class SlidesParser : IFormatParser
{
    private const double EmuPerPoint = 12_700;

    public void Parse(Source source, Reading reading)
    {
        using var zip = new ZipPackage(source.Content, reading.Budget, reading.Format.Name);
        var package = new OfficePackage(zip, reading.Budget);
        var part = package.MainPart is { } main && zip.Has(main) ? main : "ppt/presentation.xml";
        package.Describe(reading);
        var presentation = package.Load(part) ?? throw Refusals.Damaged(reading.Format.Name, "it has no list of slides.");
        var size = presentation.Child("sldSz");
        var relations = package.Relations(part);
        var number = 0;
        foreach (var entry in presentation.Child("sldIdLst").Children("sldId"))
        {
            reading.Budget.CheckTime();
            // Both the slide's number and its relation are attributes called id; the relation's is in a namespace.
            var id = entry.Attributes().FirstOrDefault(a => a.Name.LocalName == "id" && a.Name.NamespaceName.Length > 0)?.Value;
            number++;
            if (id is null || !relations.TryGetValue(id, out var relation) || package.Load(relation.Target) is not { } slide)
            {
                reading.Warn($"Slide {number} is missing in the file.");
                continue;
            }

            var reader = new SlideReader(package, relation.Target, reading, number);
            var blocks = reader.Read(slide);
            reading.Outline.Clear();
            reading.Add(new Page(number, size.Real("cx") / EmuPerPoint, size.Real("cy") / EmuPerPoint, reader.Title, slide.Value("show") is "0" or "false"));
            foreach (var block in blocks) reading.Add(block with { Page = number });
        }
    }
}
