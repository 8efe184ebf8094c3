namespace Onebox.Weights;

/// <summary>One value of GGUF metadata with the type it has on disk.</summary>
public sealed class GgufValue
{
    private readonly ulong _bits;
    private readonly object? _reference;

    private GgufValue(GgufValueType type, ulong bits, object? reference = null)
    {
        Type = type;
        _bits = bits;
        _reference = reference;
    }

    public GgufValueType Type { get; }

    /// <summary>The value when it is text, else null.</summary>
    public string? Text => _reference as string;

    /// <summary>The value when it is an array, else null.</summary>
    public GgufArray? Array => _reference as GgufArray;

    /// <summary>The value when it is a boolean, else null.</summary>
    public bool? Flag => Type == GgufValueType.Bool ? _bits != 0 : null;

    /// <summary>The value when it is an integer of any width that fits, else null.</summary>
    public long? Integer => Type switch
    {
        GgufValueType.UInt8 or GgufValueType.UInt16 or GgufValueType.UInt32 => (long)_bits,
        GgufValueType.Int8 or GgufValueType.Int16 or GgufValueType.Int32 or GgufValueType.Int64 => (long)_bits,
        GgufValueType.UInt64 when _bits <= long.MaxValue => (long)_bits,
        _ => null,
    };

    /// <summary>The value when it is a number, else null.</summary>
    public double? Number => Type switch
    {
        GgufValueType.Float32 => BitConverter.UInt32BitsToSingle((uint)_bits),
        GgufValueType.Float64 => BitConverter.UInt64BitsToDouble(_bits),
        GgufValueType.UInt64 => _bits,
        _ => Integer,
    };

    /// <summary>The value's bits, integers sign-extended to 64.</summary>
    internal ulong Bits => _bits;

    public static GgufValue Of(uint value) => new(GgufValueType.UInt32, value);

    public static GgufValue Of(int value) => new(GgufValueType.Int32, (ulong)value);

    public static GgufValue Of(ulong value) => new(GgufValueType.UInt64, value);

    public static GgufValue Of(long value) => new(GgufValueType.Int64, (ulong)value);

    public static GgufValue Of(ushort value) => new(GgufValueType.UInt16, value);

    public static GgufValue Of(short value) => new(GgufValueType.Int16, (ulong)value);

    public static GgufValue Of(byte value) => new(GgufValueType.UInt8, value);

    public static GgufValue Of(sbyte value) => new(GgufValueType.Int8, (ulong)value);

    public static GgufValue Of(float value) => new(GgufValueType.Float32, BitConverter.SingleToUInt32Bits(value));

    public static GgufValue Of(double value) => new(GgufValueType.Float64, BitConverter.DoubleToUInt64Bits(value));

    public static GgufValue Of(bool value) => new(GgufValueType.Bool, value ? 1u : 0u);

    public static GgufValue Of(string value) => new(GgufValueType.Text, 0, value);

    public static GgufValue Of(GgufArray value) => new(GgufValueType.Array, 0, value);

    internal static GgufValue OfBits(GgufValueType type, ulong bits) => new(type, bits);
}
