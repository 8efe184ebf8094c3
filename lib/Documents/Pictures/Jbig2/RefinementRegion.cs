namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>A picture guessed from another that is much like it (T.88, 6.3).</summary>
/// <param name="Template">0 or 1.</param>
/// <param name="Typical">Pixels amid equal ones of the other picture may be left out.</param>
/// <param name="Adaptive">Template 0: a pixel of this picture and one of the other whose places the encoder chose.</param>
internal sealed record RefinementRegion(int Template, bool Typical, (int X, int Y)[] Adaptive)
{
    public const int Contexts = 1 << 13;

    private static readonly (int X, int Y)[][] Here = [[(-1, 0), (1, -1), (0, -1)], [(-1, 0), (1, -1), (0, -1), (-1, -1)]];
    private static readonly (int X, int Y)[][] There = [[(1, 1), (0, 1), (-1, 1), (1, 0), (0, 0), (-1, 0), (1, -1), (0, -1)], [(1, 1), (0, 1), (1, 0), (0, 0), (-1, 0), (0, -1)]];

    /// <param name="other">The picture that it is like.</param>
    /// <param name="dx">How far the other lies to the right.</param>
    /// <param name="dy">How far it lies below.</param>
    public Bilevel Decode(ArithmeticDecoder decoder, byte[] states, long width, long height, Bilevel other, int dx, int dy, Jbig2Limits limits)
    {
        var picture = limits.New(width, height);
        (int X, int Y)[] here = Template == 0 ? [.. Here[0], Adaptive[0]] : Here[1];
        (int X, int Y)[] there = Template == 0 ? [.. There[0], Adaptive[1]] : There[1];
        var typical = 0;
        for (var y = 0; y < picture.Height; y++)
        {
            limits.Tick();
            if (Typical) typical ^= decoder.Decode(states, Template == 0 ? 0x100 : 0x080);
            for (var x = 0; x < picture.Width; x++)
            {
                if (typical == 1 && Same(other, x - dx, y - dy) is { } same)
                {
                    picture.Pixels[(y * picture.Width) + x] = (byte)same;
                    continue;
                }

                var context = 0;
                for (var i = 0; i < here.Length; i++) context |= picture.At(x + here[i].X, y + here[i].Y) << i;
                for (var i = 0; i < there.Length; i++) context |= other.At(x - dx + there[i].X, y - dy + there[i].Y) << (here.Length + i);
                picture.Pixels[(y * picture.Width) + x] = (byte)decoder.Decode(states, context);
            }
        }

        return picture;
    }

    /// <returns>The colour of a pixel and the eight around it; null if they differ.</returns>
    private static int? Same(Bilevel other, int x, int y)
    {
        var colour = other.At(x, y);
        for (var b = -1; b <= 1; b++)
            for (var a = -1; a <= 1; a++)
                if (other.At(x + a, y + b) != colour) return null;
        return colour;
    }
}
