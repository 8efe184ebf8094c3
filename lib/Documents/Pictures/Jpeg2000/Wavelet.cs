namespace Onebox.Documents.Pictures.Jpeg2000;

/// <summary>Puts four bands together to the resolution above them (T.800, Annex F).</summary>
internal static class Wavelet
{
    private const int Margin = 4;

    /// <param name="low">The resolution below, row by row.</param>
    /// <param name="bands">High across, high down, high both ways.</param>
    /// <param name="area">Of the result, in its own samples: where it begins decides which are even.</param>
    public static float[] Join(float[] low, Rectangle lowArea, Band[] bands, Rectangle area, bool reversible, Action tick)
    {
        var (width, height) = (area.Width, area.Height);
        var joined = new float[width * height];
        Spread(joined, area, low, lowArea, 0, 0);
        Spread(joined, area, bands[0].Coefficients, bands[0].Area, 1, 0);
        Spread(joined, area, bands[1].Coefficients, bands[1].Area, 0, 1);
        Spread(joined, area, bands[2].Coefficients, bands[2].Area, 1, 1);
        var line = new float[Math.Max(width, height) + (2 * Margin)];
        for (var y = 0; y < height; y++)
        {
            tick();
            var row = joined.AsSpan(y * width, width);
            row.CopyTo(line.AsSpan(Margin));
            Inverse(line, width, area.Left & 1, reversible);
            line.AsSpan(Margin, width).CopyTo(row);
        }

        for (var x = 0; x < width; x++)
        {
            tick();
            for (var y = 0; y < height; y++) line[Margin + y] = joined[(y * width) + x];
            Inverse(line, height, area.Top & 1, reversible);
            for (var y = 0; y < height; y++) joined[(y * width) + x] = line[Margin + y];
        }

        return joined;
    }

    // Low samples stand at even places, high ones at odd.
    private static void Spread(float[] to, Rectangle area, float[] band, Rectangle from, int oddX, int oddY)
    {
        for (var y = 0; y < from.Height; y++)
        {
            var row = (2 * (from.Top + y)) + oddY - area.Top;
            if ((uint)row >= (uint)area.Height) continue;
            for (var x = 0; x < from.Width; x++)
            {
                var column = (2 * (from.Left + x)) + oddX - area.Left;
                if ((uint)column < (uint)area.Width) to[(row * area.Width) + column] = band[(y * from.Width) + x];
            }
        }
    }

    /// <summary>One line, from <see cref="Margin"/> on, in place.</summary>
    /// <param name="odd">1 if its first sample is a high one.</param>
    private static void Inverse(float[] line, int length, int odd, bool reversible)
    {
        if (length == 1)
        {
            if (odd == 1) line[Margin] /= 2;
            return;
        }

        if (reversible)
        {
            Mirror(line, length);
            for (var i = Margin - 2; i < length + Margin + 2; i++)
                if (((i - Margin + odd) & 1) == 0) line[i] -= MathF.Floor((line[i - 1] + line[i + 1] + 2) / 4);
            for (var i = Margin - 1; i < length + Margin + 1; i++)
                if (((i - Margin + odd) & 1) == 1) line[i] += MathF.Floor((line[i - 1] + line[i + 1]) / 2);
            return;
        }

        // F.3.8.2: the steps of the 9/7 filter, last to first.
        for (var i = 0; i < length; i++) line[Margin + i] *= ((i + odd) & 1) == 0 ? 1.230174104914001f : 1 / 1.230174104914001f;
        Mirror(line, length);
        Lift(line, length, odd, 3, 0, 0.443506852043971f);
        Lift(line, length, odd, 2, 1, 0.882911075530934f);
        Lift(line, length, odd, 1, 0, -0.052980118572961f);
        Lift(line, length, odd, 0, 1, -1.586134342059924f);
    }

    private static void Lift(float[] line, int length, int odd, int reach, int parity, float share)
    {
        for (var i = Margin - reach; i < length + Margin + reach; i++)
            if (((i - Margin + odd) & 1) == parity) line[i] -= share * (line[i - 1] + line[i + 1]);
    }

    /// <summary>A line goes on behind its ends as in a mirror.</summary>
    private static void Mirror(float[] line, int length)
    {
        var period = 2 * (length - 1);
        for (var i = 1; i <= Margin; i++)
        {
            line[Margin - i] = line[Margin + Bounce(i, period, length)];
            line[Margin + length - 1 + i] = line[Margin + Bounce(length - 1 + i, period, length)];
        }
    }

    private static int Bounce(int i, int period, int length) => i % period is var at && at < length ? at : period - at;
}
