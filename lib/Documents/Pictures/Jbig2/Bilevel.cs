namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>Black and white pixels, a byte each: 1 is black.</summary>
internal sealed class Bilevel
{
    public Bilevel(int width, int height, byte fill = 0)
    {
        (Width, Height, Pixels) = (width, height, new byte[checked(width * height)]);
        if (fill != 0) Array.Fill(Pixels, fill);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    /// <summary>0 outside.</summary>
    public int At(int x, int y) => (uint)x < (uint)Width && (uint)y < (uint)Height ? Pixels[(y * Width) + x] : 0;

    /// <summary>Draws another picture on this one; what lies outside is left out.</summary>
    /// <param name="how">0 or, 1 and, 2 exclusive or, 3 equal, 4 in its place.</param>
    public void Draw(Bilevel other, int left, int top, int how)
    {
        var (from, to) = (Math.Max(0, -(long)left), Math.Min(other.Width, (long)Width - left));
        for (var y = Math.Max(0, -(long)top); y < Math.Min(other.Height, (long)Height - top); y++)
        {
            if (to <= from) return;
            var source = other.Pixels.AsSpan((int)(y * other.Width + from), (int)(to - from));
            var target = Pixels.AsSpan((int)((y + top) * Width + left + from), source.Length);
            for (var x = 0; x < source.Length; x++)
                target[x] = how switch
                {
                    0 => (byte)(target[x] | source[x]),
                    1 => (byte)(target[x] & source[x]),
                    2 => (byte)(target[x] ^ source[x]),
                    3 => (byte)(1 - (target[x] ^ source[x])),
                    _ => source[x],
                };
        }
    }

    public Bilevel Cut(int left, int top, int width, int height)
    {
        var part = new Bilevel(width, height);
        part.Draw(this, -left, -top, how: 4);
        return part;
    }
}
