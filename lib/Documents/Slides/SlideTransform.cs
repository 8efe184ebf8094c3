using System.Runtime.InteropServices;
using System.Xml.Linq;
using Onebox.Documents.Layout;
using Onebox.Documents.Packages;

namespace Onebox.Documents.Slides;

/// <summary>From a group's own coordinates to the slide's, in points.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SlideTransform(double ScaleX, double ScaleY, double OffsetX, double OffsetY)
{
    private const double EmuPerPoint = 12_700;

    public static readonly SlideTransform None = new(1, 1, 0, 0);

    /// <returns>Null if the shape does not say where it is.</returns>
    public Area? Map(XElement? frame)
    {
        if (frame.Child("off") is not { } offset || frame.Child("ext") is not { } extent) return null;
        if (offset.Real("x") is not { } x || offset.Real("y") is not { } y || extent.Real("cx") is not { } width || extent.Real("cy") is not { } height) return null;
        var (left, top) = (OffsetX + (ScaleX * x / EmuPerPoint), OffsetY + (ScaleY * y / EmuPerPoint));
        return new Area(left, top, left + (ScaleX * width / EmuPerPoint), top + (ScaleY * height / EmuPerPoint));
    }

    public SlideTransform Inside(XElement? frame)
    {
        if (Map(frame) is not { } area || frame.Child("chOff") is not { } offset || frame.Child("chExt") is not { } extent) return this;
        var (width, height) = ((extent.Real("cx") ?? 0) / EmuPerPoint, (extent.Real("cy") ?? 0) / EmuPerPoint);
        if (width <= 0 || height <= 0) return this;
        var (scaleX, scaleY) = (area.Width / width, area.Height / height);
        return new SlideTransform(scaleX, scaleY, area.Left - (scaleX * (offset.Real("x") ?? 0) / EmuPerPoint), area.Top - (scaleY * (offset.Real("y") ?? 0) / EmuPerPoint));
    }
}
