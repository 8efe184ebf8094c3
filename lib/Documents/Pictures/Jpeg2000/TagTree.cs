namespace Onebox.Documents.Pictures.Jpeg2000;

/// <summary>Numbers of a grid, told by ever finer minima (T.800, B.10.2).</summary>
internal sealed class TagTree
{
    private readonly List<(int Width, int[] Value, bool[] Known)> _levels = [];

    public TagTree(int width, int height)
    {
        while (true)
        {
            _levels.Add((width, new int[width * height], new bool[width * height]));
            if (width * height <= 1) break;
            (width, height) = ((width + 1) / 2, (height + 1) / 2);
        }
    }

    /// <returns>True if the number at a place is below the bound; reads what is missing to know that.</returns>
    public bool IsBelow(PacketBits bits, int x, int y, int bound)
    {
        var least = 0;
        for (var level = _levels.Count - 1; level >= 0; level--)
        {
            var (width, value, known) = _levels[level];
            var at = ((y >> level) * width) + (x >> level);
            value[at] = Math.Max(value[at], least);
            while (!known[at] && value[at] < bound)
            {
                if (bits.Bit() == 1) known[at] = true;
                else value[at]++;
            }

            least = value[at];
            if (!known[at]) return false;
        }

        return least < bound;
    }
}

/// <summary>The bits of packet headers: after a byte of ones comes a zero (B.10.1).</summary>
internal sealed class PacketBits(ReadOnlyMemory<byte> data, int at)
{
    private int _current;
    private int _left;

    /// <summary>The byte behind the last one that was read.</summary>
    public int Position { get; private set; } = at;

    public int Bit()
    {
        if (_left == 0)
        {
            var stuffed = _current == 0xFF;
            _current = Position < data.Length ? data.Span[Position] : throw new InvalidDataException("A packet is cut off.");
            Position++;
            _left = stuffed ? 7 : 8;
        }

        _left--;
        return (_current >> _left) & 1;
    }

    public int Bits(int count)
    {
        var value = 0;
        for (var i = 0; i < count; i++) value = (value << 1) | Bit();
        return value;
    }

    /// <summary>The header ends with its byte, and with one more if that is all ones.</summary>
    public int End()
    {
        if (_current == 0xFF) Position++;
        return Position;
    }
}
