using System.Runtime.InteropServices;

namespace Onebox.Documents.Layout;

/// <summary>A rectangle on a page in points from its top left corner.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Area(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    public double MiddleX => (Left + Right) / 2;

    public double MiddleY => (Top + Bottom) / 2;

    public bool Holds(double x, double y) => x >= Left && x <= Right && y >= Top && y <= Bottom;

    public bool HoldsMiddleOf(Area other) => Holds(other.MiddleX, other.MiddleY);

    public Area With(Area other) => new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    public static Area Of(IEnumerable<Area> areas) => areas.Aggregate((a, b) => a.With(b));

    public Box ToBox() => new(Math.Round(Left, 1), Math.Round(Top, 1), Math.Round(Width, 1), Math.Round(Height, 1));
}
