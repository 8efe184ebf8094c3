using System.Text;

namespace Onebox.Documents.Layout;

/// <summary>The lines of a cell as one text: a cell breaks lines where its width ends.</summary>
internal static class CellText
{
    public static string Join(List<Segment> segments)
    {
        var text = new StringBuilder();
        foreach (var line in Line.Of(segments)) LineJoint.Append(text, line.Text);
        return text.ToString().Trim();
    }
}
