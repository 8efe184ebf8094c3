using System.Xml.Linq;
using Onebox.Documents.Layout;
using Onebox.Documents.Packages;

namespace Onebox.Documents.Slides;

/// <summary>Where placeholders are that leave it to the slide's layout, and layouts that leave it to the master.</summary>
internal sealed class SlidePlaces(OfficePackage package, string slide)
{
    private List<XElement>? _shapes;

    public Area? Of(XElement? placeholder)
    {
        if (placeholder is null) return null;
        _shapes ??= Load();
        var (index, type) = (placeholder.Value("idx"), placeholder.Value("type"));
        return (index is null ? null : Place(_shapes.Where(s => Placeholder(s).Value("idx") == index)))
            ?? Place(_shapes.Where(s => Kind(Placeholder(s).Value("type")) == Kind(type)));
    }

    private static Area? Place(IEnumerable<XElement> shapes) => shapes.Select(s => SlideTransform.None.Map(s.Child("spPr").Child("xfrm"))).FirstOrDefault(a => a is not null);

    private static XElement? Placeholder(XElement shape) => shape.Child("nvSpPr").Child("nvPr").Child("ph");

    private static string Kind(string? type) => type switch
    {
        "ctrTitle" => "title",
        null or "subTitle" or "obj" => "body",
        _ => type,
    };

    private List<XElement> Load()
    {
        var shapes = new List<XElement>();
        var part = slide;
        foreach (var kind in (string[])["/slideLayout", "/slideMaster"])
        {
            if (package.Relations(part).Values.FirstOrDefault(r => r.Type.EndsWith(kind, StringComparison.Ordinal) && !r.IsExternal)?.Target is not { } above) break;
            part = above;
            shapes.AddRange(package.Load(part).Child("cSld").Child("spTree").Children("sp").Where(s => Placeholder(s) is not null));
        }

        return shapes;
    }
}
