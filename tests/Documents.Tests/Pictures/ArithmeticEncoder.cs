namespace Onebox.Documents.Tests.Pictures;

/// <summary>The other side of the arithmetic decoder, from T.88's Annex E (and T.800's Annex C): what the tests' pictures are written with.</summary>
internal sealed class ArithmeticEncoder
{
    private static readonly (ushort Probability, byte More, byte Less, bool Switch)[] Table =
    [
        (0x5601, 1, 1, true), (0x3401, 2, 6, false), (0x1801, 3, 9, false), (0x0AC1, 4, 12, false), (0x0521, 5, 29, false), (0x0221, 38, 33, false), (0x5601, 7, 6, true), (0x5401, 8, 14, false),
        (0x4801, 9, 14, false), (0x3801, 10, 14, false), (0x3001, 11, 17, false), (0x2401, 12, 18, false), (0x1C01, 13, 20, false), (0x1601, 29, 21, false), (0x5601, 15, 14, true), (0x5401, 16, 14, false),
        (0x5101, 17, 15, false), (0x4801, 18, 16, false), (0x3801, 19, 17, false), (0x3401, 20, 18, false), (0x3001, 21, 19, false), (0x2801, 22, 19, false), (0x2401, 23, 20, false), (0x2201, 24, 21, false),
        (0x1C01, 25, 22, false), (0x1801, 26, 23, false), (0x1601, 27, 24, false), (0x1401, 28, 25, false), (0x1201, 29, 26, false), (0x1101, 30, 27, false), (0x0AC1, 31, 28, false), (0x09C1, 32, 29, false),
        (0x08A1, 33, 30, false), (0x0521, 34, 31, false), (0x0441, 35, 32, false), (0x02A1, 36, 33, false), (0x0221, 37, 34, false), (0x0141, 38, 35, false), (0x0111, 39, 36, false), (0x0085, 40, 37, false),
        (0x0049, 41, 38, false), (0x0025, 42, 39, false), (0x0015, 43, 40, false), (0x0009, 44, 41, false), (0x0005, 45, 42, false), (0x0001, 45, 43, false), (0x5601, 46, 46, false),
    ];

    private readonly List<byte> _bytes = [0];
    private uint _code;
    private uint _interval = 0x8000;
    private int _left = 12;

    /// <param name="contexts">Of each its state and, in the lowest bit, its more probable symbol.</param>
    public void Encode(byte[] contexts, int context, int bit)
    {
        var (index, more) = (contexts[context] >> 1, contexts[context] & 1);
        var (probability, afterMore, afterLess, switches) = Table[index];
        _interval -= probability;
        if (bit == more)
        {
            if ((_interval & 0x8000) != 0)
            {
                _code += probability;
                return;
            }

            if (_interval < probability) _interval = probability;
            else _code += probability;
            contexts[context] = (byte)((afterMore << 1) | more);
        }
        else
        {
            if (_interval < probability) _code += probability;
            else _interval = probability;
            contexts[context] = (byte)((afterLess << 1) | (switches ? 1 - more : more));
        }

        do
        {
            _interval <<= 1;
            _code <<= 1;
            if (--_left == 0) PutByte();
        }
        while ((_interval & 0x8000) == 0);
    }

    /// <returns>All bytes, with the mark that JBIG2 ends them by.</returns>
    public byte[] Finish()
    {
        var top = _code + _interval;
        _code |= 0xFFFF;
        if (_code >= top) _code -= 0x8000;
        _code <<= _left;
        PutByte();
        _code <<= _left;
        PutByte();
        if (_bytes[^1] != 0xFF) _bytes.Add(0xFF);
        _bytes.Add(0xAC);
        return [.. _bytes.Skip(1)];
    }

    private void PutByte()
    {
        if (_bytes[^1] != 0xFF && _code >= 0x8000000)
        {
            _bytes[^1]++;
            // The carry is taken.
            _code &= 0x7FFFFFF;
        }

        if (_bytes[^1] == 0xFF)
        {
            _bytes.Add((byte)(_code >> 20));
            (_code, _left) = (_code & 0xFFFFF, 7);
        }
        else
        {
            _bytes.Add((byte)(_code >> 19));
            (_code, _left) = (_code & 0x7FFFF, 8);
        }
    }
}
