using System.Text;

namespace Onebox.Tokenizers.Bpe;

/// <summary>GPT-2's way to write bytes as printable characters in vocabulary files: printable Latin-1 stands for itself, the rest moves to U+0100 and up.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Chars = Build();
    private static readonly short[] Bytes = Invert();

    public static char Of(byte value) => Chars[value];

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes)
            text.Append(Chars[b]);
        return text.ToString();
    }

    /// <summary>The bytes that <paramref name="token"/> writes, or its UTF-8 where it holds characters outside the alphabet (added tokens do).</summary>
    public static byte[] Read(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (token[i] >= Bytes.Length || Bytes[token[i]] < 0)
                return Encoding.UTF8.GetBytes(token);
            bytes[i] = (byte)Bytes[token[i]];
        }

        return bytes;
    }

    private static char[] Build()
    {
        var chars = new char[256];
        var next = (char)256;
        for (var b = 0; b < 256; b++)
            chars[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : next++;
        return chars;
    }

    private static short[] Invert()
    {
        var bytes = new short[512];
        Array.Fill(bytes, (short)-1);
        for (var b = 0; b < 256; b++)
            bytes[Chars[b]] = (short)b;
        return bytes;
    }
}
