namespace Onebox.Documents.Pictures;

/// <summary>
/// The adaptive binary arithmetic decoder ("MQ") that JBIG2 and JPEG 2000 share: ITU-T T.88, Annex E. Behind the end of its data it reads as the standard says, ones without
/// end, so that it never fails and never stops by itself: whoever asks for bits counts them.
/// </summary>
internal sealed class ArithmeticDecoder
{
    // Table E.1: the probability of the less probable symbol, the next state after the more probable one, after the less probable one, and whether their roles change.
    private static readonly ushort[] Probability =
    [
        0x5601, 0x3401, 0x1801, 0x0AC1, 0x0521, 0x0221, 0x5601, 0x5401, 0x4801, 0x3801, 0x3001, 0x2401, 0x1C01, 0x1601, 0x5601, 0x5401, 0x5101, 0x4801, 0x3801, 0x3401, 0x3001, 0x2801, 0x2401, 0x2201,
        0x1C01, 0x1801, 0x1601, 0x1401, 0x1201, 0x1101, 0x0AC1, 0x09C1, 0x08A1, 0x0521, 0x0441, 0x02A1, 0x0221, 0x0141, 0x0111, 0x0085, 0x0049, 0x0025, 0x0015, 0x0009, 0x0005, 0x0001, 0x5601,
    ];

    private static readonly byte[] AfterMore =
    [
        1, 2, 3, 4, 5, 38, 7, 8, 9, 10, 11, 12, 13, 29, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 45, 46,
    ];

    private static readonly byte[] AfterLess =
    [
        1, 6, 9, 12, 29, 33, 6, 14, 14, 14, 17, 18, 20, 21, 14, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 46,
    ];

    private readonly ReadOnlyMemory<byte> _data;
    private int _at;
    private uint _code;
    private uint _interval;
    private int _left;

    public ArithmeticDecoder(ReadOnlyMemory<byte> data)
    {
        _data = data;
        _code = (uint)ByteAt(0) << 16;
        ReadByte();
        _code <<= 7;
        _left -= 7;
        _interval = 0x8000;
    }

    /// <param name="contexts">The states of all contexts: the index in the table, times two, and the more probable symbol. New ones are zero.</param>
    /// <param name="context">Which of them.</param>
    public int Decode(Span<byte> contexts, int context)
    {
        ref var state = ref contexts[context];
        var (index, more) = (state >> 1, state & 1);
        var probability = (uint)Probability[index];
        _interval -= probability;
        int bit;
        if (_code >> 16 < probability)
        {
            bit = Exchange(ref state, index, more, less: _interval >= probability);
            _interval = probability;
        }
        else
        {
            _code -= probability << 16;
            if ((_interval & 0x8000) != 0) return more;
            bit = Exchange(ref state, index, more, less: _interval < probability);
        }

        do
        {
            if (_left == 0) ReadByte();
            _interval <<= 1;
            _code <<= 1;
            _left--;
        }
        while ((_interval & 0x8000) == 0);
        return bit;
    }

    private static int Exchange(ref byte state, int index, int more, bool less)
    {
        if (!less)
        {
            state = (byte)((AfterMore[index] << 1) | more);
            return more;
        }

        // States 0, 6 and 14 are the ones at which the roles change.
        var next = index is 0 or 6 or 14 ? 1 - more : more;
        state = (byte)((AfterLess[index] << 1) | next);
        return 1 - more;
    }

    private void ReadByte()
    {
        if (ByteAt(_at) == 0xFF)
        {
            if (ByteAt(_at + 1) > 0x8F)
            {
                _code += 0xFF00;
                _left = 8;
                return;
            }

            _at++;
            _code += (uint)ByteAt(_at) << 9;
            _left = 7;
            return;
        }

        _at++;
        _code += (uint)ByteAt(_at) << 8;
        _left = 8;
    }

    private byte ByteAt(int at) => at < _data.Length ? _data.Span[at] : (byte)0xFF;
}
