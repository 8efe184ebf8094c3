using System.Runtime.InteropServices;

namespace Onebox.Documents.Pictures.Jpeg2000;

/// <summary>From the left and top edge to just before the right and bottom one.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rectangle(int Left, int Top, int Right, int Bottom)
{
    public int Width => Math.Max(0, Right - Left);

    public int Height => Math.Max(0, Bottom - Top);

    public bool IsEmpty => Width == 0 || Height == 0;

    public Rectangle Cut(Rectangle other) => new(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    /// <summary>As on a grid so many times as coarse.</summary>
    public Rectangle Over(int across, int down) => new(Up(Left, across), Up(Top, down), Up(Right, across), Up(Bottom, down));

    public static int Up(long value, long step) => (int)(value >= 0 ? (value + step - 1) / step : -(-value / step));
}
