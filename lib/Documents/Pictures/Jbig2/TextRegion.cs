namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>Symbols set on a page, strip by strip (T.88, 6.4).</summary>
internal sealed record TextRegion
{
    public required bool Refined { get; init; }

    /// <summary>Binary logarithm of a strip's height.</summary>
    public required int StripBits { get; init; }

    /// <summary>Which corner of a symbol its place means: 0 bottom left, 1 top left, 2 bottom right, 3 top right.</summary>
    public required int Corner { get; init; }

    public required bool Transposed { get; init; }

    public required int How { get; init; }

    public required byte Fill { get; init; }

    public required int Gap { get; init; }

    public RefinementRegion? Refinement { get; init; }

    public Bilevel Decode(TextNumbers numbers, IReadOnlyList<Bilevel> symbols, long width, long height, long instances, Jbig2Limits limits)
    {
        var page = limits.New(width, height, Fill);
        var strip = -(long)numbers.StripStep() << StripBits;
        long first = 0, done = 0;
        while (done < instances)
        {
            strip += (long)numbers.StripStep() << StripBits;
            first += numbers.FirstStep();
            var along = first;
            while (true)
            {
                limits.Tick();
                var across = strip + numbers.WithinStrip(StripBits);
                var symbol = Symbol(numbers, symbols, limits);
                along = Set(page, symbol, along, across);
                done++;
                if (numbers.NextStep() is not { } step) break;
                if (done >= instances) break;
                along += step + Gap;
            }
        }

        return page;
    }

    private Bilevel Symbol(TextNumbers numbers, IReadOnlyList<Bilevel> symbols, Jbig2Limits limits)
    {
        var number = numbers.Symbol();
        if (number >= symbols.Count) throw new InvalidDataException("A symbol is used that is not there.");
        var symbol = symbols[number];
        if (!Refined || !numbers.IsRefined()) return symbol;
        var change = numbers.Change();
        return numbers.Refine(Refinement!, symbol.Width + (long)change.Width, symbol.Height + (long)change.Height, symbol, (change.Width >> 1) + change.X, (change.Height >> 1) + change.Y, limits);
    }

    /// <returns>Where the next one is counted from.</returns>
    private long Set(Bilevel page, Bilevel symbol, long along, long across)
    {
        var (right, top) = (Corner > 1, (Corner & 1) == 1);
        var forward = Transposed ? symbol.Height - 1 : symbol.Width - 1;
        // A place that means the far end has the symbol before it; the other kind has it behind.
        var far = Transposed ? !top : right;
        if (far) along += forward;
        var (x, y) = Transposed ? (across, along) : (along, across);
        if (right) x -= symbol.Width - 1;
        if (!top) y -= symbol.Height - 1;
        if (Math.Abs(x) < int.MaxValue / 2 && Math.Abs(y) < int.MaxValue / 2) page.Draw(symbol, (int)x, (int)y, How);
        return far ? along : along + forward;
    }
}
