namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>A picture, pixel by pixel, each guessed from those around it (T.88, 6.2).</summary>
/// <param name="Template">Which pixels around it: 0 to 3.</param>
/// <param name="Typical">Rows that repeat the one above are marked.</param>
/// <param name="Adaptive">The pixels whose places the encoder chose, as x and y from the pixel; as many as the template has.</param>
internal sealed record GenericRegion(int Template, bool Typical, (int X, int Y)[] Adaptive)
{
    /// <summary>Contexts for the states of the arithmetic decoder.</summary>
    public const int Contexts = 1 << 16;

    private static readonly int[] TypicalContext = [0x9B25, 0x0795, 0x00E5, 0x0195];

    /// <summary>How many pixels' places are chosen.</summary>
    public static int AdaptiveCount(int template) => template == 0 ? 4 : 1;

    /// <param name="skip">Pixels that are white and not coded; null: none.</param>
    public Bilevel Decode(ArithmeticDecoder decoder, byte[] states, long width, long height, Jbig2Limits limits, Bilevel? skip = null)
    {
        var picture = limits.New(width, height);
        var (w, h) = (picture.Width, picture.Height);
        var around = Around();
        // White margins as wide as the farthest pixel looked at: no place needs a check.
        var (side, above) = (around.Max(p => Math.Abs(p.X)), around.Max(p => -p.Y));
        var stride = w + (2 * side);
        var rows = new byte[(long)stride * (above + 1)];
        var offsets = new int[around.Length];
        var repeats = 0;
        for (var y = 0; y < h; y++)
        {
            limits.Tick();
            if (Typical) repeats ^= decoder.Decode(states, TypicalContext[Template]);
            var row = picture.Pixels.AsSpan(y * w, w);
            if (repeats == 1)
            {
                if (y > 0) picture.Pixels.AsSpan((y - 1) * w, w).CopyTo(row);
                row.CopyTo(rows.AsSpan((y % (above + 1) * stride) + side));
                continue;
            }

            // The rows go round: where each looked-at row lies changes from row to row.
            var here = y % (above + 1) * stride;
            rows.AsSpan(here, stride).Clear();
            for (var i = 0; i < around.Length; i++) offsets[i] = ((y + around[i].Y + above + 1) % (above + 1) * stride) + side + around[i].X;
            for (var x = 0; x < w; x++)
            {
                if (skip is not null && skip.Pixels[(y * w) + x] == 1) continue;
                var context = 0;
                for (var i = 0; i < offsets.Length; i++) context |= rows[offsets[i] + x] << i;
                row[x] = rows[here + side + x] = (byte)decoder.Decode(states, context);
            }
        }

        return picture;
    }

    /// <summary>The pixels of the context from the lowest bit up (figures 3 to 6).</summary>
    private (int X, int Y)[] Around() => Template switch
    {
        0 => [(-1, 0), (-2, 0), (-3, 0), (-4, 0), Adaptive[0], (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), Adaptive[1], Adaptive[2], (1, -2), (0, -2), (-1, -2), Adaptive[3]],
        1 => [(-1, 0), (-2, 0), (-3, 0), Adaptive[0], (2, -1), (1, -1), (0, -1), (-1, -1), (-2, -1), (2, -2), (1, -2), (0, -2), (-1, -2)],
        2 => [(-1, 0), (-2, 0), Adaptive[0], (1, -1), (0, -1), (-1, -1), (-2, -1), (1, -2), (0, -2), (-1, -2)],
        _ => [(-1, 0), (-2, 0), (-3, 0), (-4, 0), Adaptive[0], (1, -1), (0, -1), (-1, -1), (-2, -1), (-3, -1)],
    };
}
