using System.Text;
using System.Text.Unicode;
using Onebox.Kernel;

namespace Onebox.Datasets.Reading;

/// <summary>
/// Which encoding a text is in: its byte order mark; else UTF-16 by the zeros that Western text has in every second byte; else UTF-8 when
/// it is well-formed; else Windows-1252 when there is no well-formed multi-byte character at all; else UTF-8 with damage.
/// </summary>
internal static class TextEncoding
{
    private const int Utf8Tail = 3;

    public static readonly IReadOnlyList<string> Names = ["utf-8", "utf-16le", "utf-16be", "windows-1252"];

    public static Encoding Of(ReadOnlySpan<byte> head, string? said) => said is null ? Found(head) : Named(said);

    public static string NameOf(ReadOnlySpan<byte> head, string? said) => Of(head, said).CodePage switch
    {
        1200 => "utf-16le",
        1201 => "utf-16be",
        1252 => "windows-1252",
        _ => "utf-8",
    };

    private static Encoding Named(string name) => name.ToLowerInvariant() switch
    {
        "utf-8" or "utf8" => Encoding.UTF8,
        "utf-16le" or "utf-16" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        "windows-1252" or "latin1" or "iso-8859-1" => Western,
        _ => throw new Problem(ProblemKind.Invalid, "dataset.encoding_unknown", $"There is no encoding '{name}' here.", $"Choose one of: {string.Join(", ", Names)}.") { Field = "encoding" }.ToException(),
    };

    private static Encoding Western => CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private static Encoding Found(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) return Encoding.UTF8;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return Encoding.Unicode;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])) return Encoding.BigEndianUnicode;
        if (head.Length >= 8 && Zeros(head, 1) > head.Length / 4 && Zeros(head, 0) == 0) return Encoding.Unicode;
        if (head.Length >= 8 && Zeros(head, 0) > head.Length / 4 && Zeros(head, 1) == 0) return Encoding.BigEndianUnicode;
        return Utf8.IsValid(WithoutCutTail(head)) || HasMultiByte(head) ? Encoding.UTF8 : Western;
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

    private static bool HasMultiByte(ReadOnlySpan<byte> head)
    {
        while (head.Length > 0)
        {
            if (Rune.DecodeFromUtf8(head, out var rune, out var used) == System.Buffers.OperationStatus.Done && rune.Value > 0x7F) return true;
            head = head[used..];
        }

        return false;
    }
}
