namespace Onebox.Documents.Pictures.Jbig2;

/// <summary>Whole numbers of one kind from the arithmetic decoder (T.88, Annex A).</summary>
internal sealed class ArithmeticNumbers
{
    // Bits that follow a prefix of so many ones, and where their numbers begin.
    private static readonly (int Bits, int From)[] Ranges = [(2, 0), (4, 4), (6, 20), (8, 84), (12, 340), (32, 4436)];

    private readonly byte[] _states = new byte[512];

    /// <returns>Null for the value that stands for "no more".</returns>
    public int? Read(ArithmeticDecoder decoder)
    {
        var context = 1;
        var negative = Bit(decoder, ref context) == 1;
        var range = 0;
        while (range < 5 && Bit(decoder, ref context) == 1) range++;
        long value = 0;
        for (var i = 0; i < Ranges[range].Bits; i++) value = (value << 1) | (uint)Bit(decoder, ref context);
        value += Ranges[range].From;
        if (negative && value == 0) return null;
        // No picture has numbers beyond these.
        return value > int.MaxValue / 4 ? throw new InvalidDataException("A number is beyond all bounds.") : (int)(negative ? -value : value);
    }

    /// <exception cref="InvalidDataException">There is "no more" where a number must be.</exception>
    public int Number(ArithmeticDecoder decoder) => Read(decoder) ?? throw new InvalidDataException("A number is missing.");

    private int Bit(ArithmeticDecoder decoder, ref int context)
    {
        var bit = decoder.Decode(_states, context);
        context = context < 256 ? (context << 1) | bit : ((((context << 1) | bit) & 511) | 256);
        return bit;
    }
}

/// <summary>Numbers of symbols (T.88, A.3).</summary>
/// <param name="length">Bits of each.</param>
internal sealed class SymbolNumbers(int length)
{
    public const int Longest = 22;

    private readonly byte[] _states = length <= Longest ? new byte[1 << (length + 1)] : throw new InvalidDataException("There are more symbols than any picture has.");

    public int Read(ArithmeticDecoder decoder)
    {
        var context = 1;
        for (var i = 0; i < length; i++) context = (context << 1) | decoder.Decode(_states, context);
        return context - (1 << length);
    }
}
