using Onebox.Documents.Recognition;

namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>What one picture may cost: pixels that are decoded (symbols and layers too), and time.</summary>
internal sealed class Jbig2Limits(long maxPixels, Action tick)
{
    private const int Layers = 8;
    private const int Widest = 200_000;
    private long _pixels;

    public static Jbig2Limits Of(Budget budget) => new(budget.Limits.MaxPixels, budget.Tick);

    /// <summary>Call it in every loop over what the file says.</summary>
    public void Tick() => tick();

    /// <exception cref="InvalidDataException">No picture has so many.</exception>
    public Bilevel New(long width, long height, byte fill = 0)
    {
        if (width < 0 || height < 0 || width > Widest || height > int.MaxValue || width * height > maxPixels) throw new InvalidDataException($"A part of the picture has {width} × {height} pixels.");
        // A picture without pixels still takes time.
        _pixels += (width * height) + 16;
        if (_pixels > Layers * maxPixels) throw new InvalidDataException("The parts of the picture have more pixels than any picture.");
        tick();
        return new Bilevel((int)width, (int)height, fill);
    }
}
