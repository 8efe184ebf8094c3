using System.Text;
using System.Text.Unicode;
using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>
/// Which encoding a text is in: its byte order mark; else UTF-16 by the zeros that Western text has in every second byte; else UTF-8 when
/// it is well-formed; else Shift JIS when most of it is no UTF-8 and reads as that, with as much kana as Japanese has; else Windows-1252 when there is
/// no well-formed multi-byte character at all; else UTF-8 with damage.
/// </summary>
internal static class TextEncoding
{
    private const int Utf8Tail = 3;

    /// <summary>Japanese texts have half of their characters in kana; in other languages' bytes hardly any look like them.</summary>
    private const int OneKanaIn = 4;

    private const int ShiftJisPage = 932;

    public static readonly IReadOnlyList<string> Names = ["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be", "shift-jis", "windows-1252"];

    public static Encoding Of(ReadOnlySpan<byte> head, string? said) => said is null ? Found(head) : Named(said);

    public static string NameOf(ReadOnlySpan<byte> head, string? said) => Of(head, said).CodePage switch
    {
        1200 => "utf-16le",
        1201 => "utf-16be",
        12000 => "utf-32le",
        12001 => "utf-32be",
        ShiftJisPage => "shift-jis",
        1252 => "windows-1252",
        _ => "utf-8",
    };

    private static Encoding Named(string name) => name.ToLowerInvariant() switch
    {
        "utf-8" or "utf8" => Encoding.UTF8,
        "utf-16le" or "utf-16" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        "utf-32le" or "utf-32" => Encoding.UTF32,
        "utf-32be" => BigUtf32,
        "shift-jis" or "shift_jis" or "sjis" => ShiftJis,
        "windows-1252" or "latin1" or "iso-8859-1" => Western,
        _ => throw new Problem(ProblemKind.Invalid, "dataset.encoding_unknown", $"There is no encoding '{name}' here.", $"Choose one of: {string.Join(", ", Names)}.") { Field = "encoding" }.ToException(),
    };

    private static Encoding Western => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static Encoding ShiftJis => CodePagesEncodingProvider.Instance.GetEncoding(ShiftJisPage)!;

    private static Encoding BigUtf32 => new UTF32Encoding(bigEndian: true, byteOrderMark: true);

    private static Encoding Found(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return Encoding.UTF8;
        // Before UTF-16, whose mark this one begins with.
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])) return Encoding.UTF32;
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF])) return BigUtf32;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode;
        if (head.Length >= 8 && Zeros(head, 1) > head.Length / 4 && Zeros(head, 0) == 0) return Encoding.Unicode;
        if (head.Length >= 8 && Zeros(head, 0) > head.Length / 4 && Zeros(head, 1) == 0) return Encoding.BigEndianUnicode;
        if (Utf8.IsValid(WithoutCutTail(head))) return Encoding.UTF8;
        var (good, bad) = MultiByte(head);
        return bad > good && IsJapanese(head) ? ShiftJis : good > 0 ? Encoding.UTF8 : Western;
    }

    private static bool IsJapanese(ReadOnlySpan<byte> head)
    {
        var (foreign, kana) = (0, 0);
        foreach (var c in ShiftJis.GetString(head))
        {
            if (c > 0x7F) foreign++;
            if (c is >= '\u3041' and <= '\u30FA') kana++;
        }

        return kana * OneKanaIn > foreign;
    }

    private static int Zeros(ReadOnlySpan<byte> head, int from)
    {
        var zeros = 0;
        for (var i = from; i < head.Length; i += 2)
        {
            if (head[i] == 0) zeros++;
        }

        return zeros;
    }

    /// <summary>The head may end in the middle of a character.</summary>
    private static ReadOnlySpan<byte> WithoutCutTail(ReadOnlySpan<byte> head)
    {
        for (var back = 1; back <= Utf8Tail && back <= head.Length; back++)
        {
            var lead = head[^back];
            if ((lead & 0xC0) == 0x80) continue;
            return lead >= 0xC0 ? head[..^back] : head;
        }

        return head;
    }

    /// <summary>How many bytes beyond ASCII are in well-formed characters, and how many are not.</summary>
    private static (int Good, int Bad) MultiByte(ReadOnlySpan<byte> head)
    {
        var (good, bad) = (0, 0);
        while (head.Length > 0)
        {
            if (Rune.DecodeFromUtf8(head, out var rune, out var used) != System.Buffers.OperationStatus.Done) bad += used;
            else if (rune.Value > 0x7F) good += used;
            head = head[used..];
        }

        return (good, bad);
    }
}
