namespace Onebox.Documents.Pictures.Jpeg2000;

/// <summary>The coefficients of a code block from its bit planes (T.800, Annex D).</summary>
internal sealed class BlockDecoder
{
    private const int ResetsStates = 2;
    private const int TerminatesAll = 4;
    private const int MarksEnds = 32;
    private const int RunContext = 17;
    private const int EvenContext = 18;

    // Rows of four are coded together.
    private const int Stripe = 4;

    private readonly byte[] _states = new byte[19];
    private readonly int _width, _height, _stride, _high;

    // With a margin of one all around: what is known to be not zero, which sign it has (-1, 1), what was coded in this plane, and what was refined before.
    private readonly sbyte[] _signs;
    private readonly bool[] _coded, _refined;
    private readonly int[] _values;
    private ArithmeticDecoder _decoder = new(default);

    private BlockDecoder(int width, int height, int high)
    {
        (_width, _height, _stride, _high) = (width, height, width + 2, high);
        var size = (width + 2) * (height + 2);
        (_signs, _coded, _refined, _values) = (new sbyte[size], new bool[size], new bool[size], new int[size]);
    }

    /// <summary>Decodes a block into its place among a band's coefficients.</summary>
    public static void Decode(CodeBlock block, Band band, Coding coding, Action tick)
    {
        var (width, height, planes) = (block.Area.Width, block.Area.Height, band.Planes - block.EmptyPlanes);
        if (block.Runs.Count == 0 || planes is <= 0 or > 30) return;
        var decoder = new BlockDecoder(width, height, band.High);
        var last = decoder.Run(block, planes, coding.Style, tick);
        var (worth, half) = (band.Worth, coding.Reversible || last < 0 ? 0f : 0.5f * (1 << last));
        var at = ((block.Area.Top - band.Area.Top) * band.Area.Width) + (block.Area.Left - band.Area.Left);
        for (var y = 0; y < height; y++, at += band.Area.Width)
            for (var x = 0; x < width; x++)
            {
                var i = ((y + 1) * decoder._stride) + x + 1;
                if (decoder._signs[i] != 0) band.Coefficients[at + x] = decoder._signs[i] * (decoder._values[i] + half) * worth;
            }
    }

    /// <returns>The lowest plane that was begun.</returns>
    private int Run(CodeBlock block, int planes, int style, Action tick)
    {
        Reset();
        var (plane, kind) = (planes - 1, 2);
        foreach (var (passes, bytes) in block.Runs)
        {
            tick();
            _decoder = new ArithmeticDecoder(bytes.Count == 1 ? bytes[0] : bytes.SelectMany(b => b.ToArray()).ToArray());
            for (var pass = 0; pass < passes; pass++)
            {
                if (plane < 0) return 0;
                if (kind == 0) Significance(plane);
                else if (kind == 1) Refinement(plane);
                else Cleanup(plane, (style & MarksEnds) != 0);
                if ((style & ResetsStates) != 0) Reset();
                if (++kind == 3) (kind, plane) = (0, plane - 1);
            }
        }

        return kind == 0 ? plane + 1 : Math.Max(0, plane);
    }

    private void Reset()
    {
        Array.Clear(_states);
        // Table D.7: the states in which these three begin.
        (_states[0], _states[RunContext], _states[EvenContext]) = (4 << 1, 3 << 1, 46 << 1);
    }

    private void Significance(int plane)
    {
        for (var top = 0; top < _height; top += Stripe)
            for (var x = 0; x < _width; x++)
                for (var y = top; y < Math.Min(top + Stripe, _height); y++)
                {
                    var i = ((y + 1) * _stride) + x + 1;
                    if (_signs[i] != 0) continue;
                    var context = Context(i);
                    if (context == 0) continue;
                    _coded[i] = true;
                    if (_decoder.Decode(_states, context) == 1) Sign(i, plane);
                }
    }

    private void Refinement(int plane)
    {
        for (var top = 0; top < _height; top += Stripe)
            for (var x = 0; x < _width; x++)
                for (var y = top; y < Math.Min(top + Stripe, _height); y++)
                {
                    var i = ((y + 1) * _stride) + x + 1;
                    if (_signs[i] == 0 || _coded[i]) continue;
                    var context = _refined[i] ? 16 : Context(i) > 0 ? 15 : 14;
                    _refined[i] = true;
                    _values[i] |= _decoder.Decode(_states, context) << plane;
                }
    }

    private void Cleanup(int plane, bool marked)
    {
        for (var top = 0; top < _height; top += Stripe)
            for (var x = 0; x < _width; x++)
            {
                var (y, found) = (top, false);
                if (top + Stripe <= _height && IsEmpty(x, top))
                {
                    if (_decoder.Decode(_states, RunContext) == 0) continue;
                    y = top + (_decoder.Decode(_states, EvenContext) << 1);
                    y += _decoder.Decode(_states, EvenContext);
                    found = true;
                }

                for (; y < Math.Min(top + Stripe, _height); y++)
                {
                    var i = ((y + 1) * _stride) + x + 1;
                    if (!found && (_signs[i] != 0 || _coded[i])) continue;
                    if (found || _decoder.Decode(_states, Context(i)) == 1) Sign(i, plane);
                    found = false;
                }
            }

        Array.Clear(_coded);
        if (!marked) return;
        for (var i = 0; i < 4; i++) _decoder.Decode(_states, EvenContext);
    }

    /// <summary>Four in a column of which none is known, or near one that is.</summary>
    private bool IsEmpty(int x, int top)
    {
        for (var y = top; y < top + Stripe; y++)
        {
            var i = ((y + 1) * _stride) + x + 1;
            if (_signs[i] != 0 || _coded[i] || Context(i) != 0) return false;
        }

        return true;
    }

    // Table D.2 and D.3.
    private void Sign(int i, int plane)
    {
        var across = Math.Clamp(_signs[i - 1] + _signs[i + 1], -1, 1);
        var down = Math.Clamp(_signs[i - _stride] + _signs[i + _stride], -1, 1);
        var (context, flip) = (across, down) switch
        {
            (1, 1) => (13, 0),
            (1, 0) => (12, 0),
            (1, -1) => (11, 0),
            (0, 1) => (10, 0),
            (0, 0) => (9, 0),
            (0, -1) => (10, 1),
            (-1, 1) => (11, 1),
            (-1, 0) => (12, 1),
            _ => (13, 1),
        };
        _signs[i] = (_decoder.Decode(_states, context) ^ flip) == 1 ? (sbyte)-1 : (sbyte)1;
        _values[i] = 1 << plane;
    }

    // Table D.1: how many of the neighbours are known to be not zero.
    private int Context(int i)
    {
        var across = Known(i - 1) + Known(i + 1);
        var down = Known(i - _stride) + Known(i + _stride);
        var aslant = Known(i - _stride - 1) + Known(i - _stride + 1) + Known(i + _stride - 1) + Known(i + _stride + 1);
        if (_high == 3)
        {
            var straight = across + down;
            return aslant switch
            {
                >= 3 => 8,
                2 => straight >= 1 ? 7 : 6,
                1 => straight >= 2 ? 5 : straight == 1 ? 4 : 3,
                _ => Math.Min(straight, 2),
            };
        }

        if (_high == 1) (across, down) = (down, across);
        return across switch
        {
            2 => 8,
            1 => down >= 1 ? 7 : aslant >= 1 ? 6 : 5,
            _ => down == 2 ? 4 : down == 1 ? 3 : Math.Min(aslant, 2),
        };
    }

    private int Known(int i) => _signs[i] != 0 ? 1 : 0;
}
