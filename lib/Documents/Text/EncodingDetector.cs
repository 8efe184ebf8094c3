using System.Collections.Frozen;
using System.Text;
using System.Text.Unicode;

namespace Onebox.Documents.Text;

/// <summary>
/// Which encoding a text has. Certain signs first (byte order mark, zero bytes, valid UTF-8); then every candidate decodes the sample strictly, and the one whose
/// result has the largest share of its language's common characters wins.
/// </summary>
internal static class EncodingDetector
{
    public const int SampleBytes = 256 * 1024;

    // Of two that fit alike the first counts: all of Hebrew's bytes are small letters of Cyrillic and Greek, but not the other way round.
    private static readonly (int CodePage, FrozenSet<char> Common)[] Candidates =
    [
        (1255, CommonCharacters.Hebrew),
        (54936, CommonCharacters.SimplifiedChinese), (950, CommonCharacters.TraditionalChinese), (932, CommonCharacters.Japanese), (51932, CommonCharacters.Japanese),
        (949, CommonCharacters.Korean), (1252, CommonCharacters.Western), (1250, CommonCharacters.CentralEuropean), (1251, CommonCharacters.Cyrillic),
        (20866, CommonCharacters.Cyrillic), (866, CommonCharacters.Cyrillic), (1253, CommonCharacters.Greek), (1254, CommonCharacters.Turkish), (1256, CommonCharacters.Arabic),
        (28592, CommonCharacters.CentralEuropean), (10000, CommonCharacters.Western),
    ];

    /// <returns>The encoding without a byte order mark; null if these bytes are no text.</returns>
    public static Encoding? Detect(ReadOnlySpan<byte> sample)
    {
        if (sample.StartsWith<byte>([0xEF, 0xBB, 0xBF])) return Encoding.UTF8;
        if (sample.StartsWith<byte>([0xFF, 0xFE, 0, 0])) return Encoding.UTF32;
        if (sample.StartsWith<byte>([0, 0, 0xFE, 0xFF])) return new UTF32Encoding(bigEndian: true, byteOrderMark: true);
        if (sample.StartsWith<byte>([0xFF, 0xFE])) return Encoding.Unicode;
        if (sample.StartsWith<byte>([0xFE, 0xFF])) return Encoding.BigEndianUnicode;
        if (sample.StartsWith<byte>([0x84, 0x31, 0x95, 0x33])) return CodePage(54936);
        if (sample.Contains((byte)0)) return Wide(sample);
        if (IsUtf8(sample)) return sample.IndexOf("\u001b$B"u8) >= 0 || sample.IndexOf("\u001b$@"u8) >= 0 ? CodePage(50220) : Encoding.UTF8;
        return IsOneSign(sample) ? null : Best(sample);
    }

    /// <summary>One byte beyond ASCII over and over, as on an empty disk: every one-byte encoding has a letter for it, but nobody wrote it.</summary>
    private static bool IsOneSign(ReadOnlySpan<byte> sample)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var b in sample) counts[b]++;
        for (var b = 128; b < 256; b++)
            if (sample.Length >= 32 && counts[b] > sample.Length / 2) return true;
        return false;
    }

    public static Encoding CodePage(int page) => CodePagesEncodingProvider.Instance.GetEncoding(page) ?? Encoding.GetEncoding(page);

    /// <returns>By the name that a file declares; null if there is no such encoding.</returns>
    public static Encoding? ByName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return null;
        name = name.Trim().ToLowerInvariant();
        // GBK and GB2312 files hold characters of their successor; browsers read them as GB18030, too.
        if (name is "gb2312" or "gbk" or "x-gbk") name = "gb18030";
        if (name is "iso-8859-1" or "latin1" or "ascii" or "us-ascii") name = "windows-1252";
        if (name is "utf8") name = "utf-8";
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsUtf8(ReadOnlySpan<byte> sample)
    {
        // A sample may end inside a character.
        for (var cut = 0; cut < 4 && cut <= sample.Length; cut++)
            if (Utf8.IsValid(sample[..^cut]))
                return true;
        return false;
    }

    private static Encoding? Wide(ReadOnlySpan<byte> sample)
    {
        Span<int> zeros = stackalloc int[4];
        for (var i = 0; i < sample.Length; i++)
            if (sample[i] == 0) zeros[i & 3]++;
        var quarter = Math.Max(1, sample.Length / 4);
        if (zeros[2] > quarter * 0.95 && zeros[3] > quarter * 0.95 && zeros[0] < quarter * 0.1) return Encoding.UTF32;
        var little = Plausible(sample, Encoding.Unicode);
        var big = Plausible(sample, Encoding.BigEndianUnicode);
        if (Math.Max(little, big) < 0.9) return null;
        return little >= big ? Encoding.Unicode : Encoding.BigEndianUnicode;
    }

    private static double Plausible(ReadOnlySpan<byte> sample, Encoding encoding)
    {
        var text = encoding.GetString(sample[..(sample.Length & ~1)]);
        if (text.Length == 0) return 0;
        var good = 0;
        foreach (var c in text)
            if (c is '\n' or '\r' or '\t' or (>= ' ' and < '\u0250') or (>= '\u0370' and < '\u0600') or (>= '\u2010' and < '\u2030') or (>= '\u3000' and < '\u3100')
                || CommonCharacters.SimplifiedChinese.Contains(c) || CommonCharacters.TraditionalChinese.Contains(c) || c is (>= '\u4E00' and < '\u9FA6') or (>= '\uAC00' and < '\uD7A4') or (>= '\uFF00' and < '\uFF70'))
                good++;
        // Two ASCII characters read as one look Chinese: only line breaks and spaces tell the right order.
        var anchors = text.Count(c => c is '\n' or ' ' or '0' or '1' or '，' or '。' or 'e');
        return anchors == 0 ? 0 : (double)good / text.Length + 0.001 * Math.Min(1, (double)anchors / text.Length);
    }

    private static Encoding? Best(ReadOnlySpan<byte> sample)
    {
        var controls = 0;
        foreach (var b in sample)
            if (b is < 0x20 and not (0x09 or 0x0A or 0x0C or 0x0D or 0x1B)) controls++;
        if (controls > sample.Length / 100) return null;
        Encoding? best = null;
        var bestScore = -1.0;
        foreach (var (page, common) in Candidates)
        {
            var score = Score(sample, page, common);
            if (score <= bestScore) continue;
            (best, bestScore) = (CodePage(page), score);
        }

        return bestScore < 0.02 ? CodePage(1252) : best;
    }

    private static double Score(ReadOnlySpan<byte> sample, int page, FrozenSet<char> common)
    {
        var text = CodePage(page).GetString(sample);
        int foreign = 0, hits = 0, wrong = 0;
        var before = ' ';
        foreach (var c in text)
        {
            if (c >= 0x80)
            {
                foreign++;
                if (c is '\uFFFD' or (>= '\uE000' and < '\uF900') or (>= '\u0080' and < '\u00A0')) wrong++;
                else if (common.Contains(c)) hits++;
                // No word goes from small to capital letters: a mark of the wrong Cyrillic, and of Chinese read as Cyrillic.
                if (char.IsLower(before) && char.IsUpper(c)) wrong++;
            }

            // Nor does one mix scripts: accents of Latin words look like letters of others.
            if ((IsOther(c) && char.IsAsciiLetter(before)) || (IsOther(before) && char.IsAsciiLetter(c))) wrong++;

            before = c;
        }

        // The last character may be cut by the sample's end.
        if (foreign == 0) return 0;
        var share = (hits - 2.0 * Math.Max(0, wrong - 1)) / foreign;
        return FirstLevel(page) is { } level ? (share + LeadsIn(sample, level.From, level.To)) / 2 : share;
    }

    private static bool IsOther(char c) => c is >= '\u0370' and < '\u0700' && char.IsLetter(c);

    // Where each East Asian standard keeps its everyday characters: rare ones come from other leads.
    private static (byte From, byte To)? FirstLevel(int page) => page switch
    {
        54936 => (0xB0, 0xD7),
        950 => (0xA4, 0xC6),
        932 => (0x82, 0x97),
        51932 => (0xA4, 0xCF),
        949 => (0xB0, 0xC8),
        _ => null,
    };

    private static double LeadsIn(ReadOnlySpan<byte> sample, byte from, byte to)
    {
        int pairs = 0, good = 0;
        for (var i = 0; i + 1 < sample.Length; i++)
        {
            if (sample[i] < 0x80) continue;
            pairs++;
            if (sample[i] >= from && sample[i] <= to && sample[i + 1] >= 0x40) good++;
            i++;
        }

        return pairs == 0 ? 0 : (double)good / pairs;
    }
}
