using System.Text;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Text;

/// <summary>A text file, decoded as it is read.</summary>
internal static class TextContent
{
    /// <summary>Detects the encoding, notes it in the metadata, and opens the text without its byte order mark.</summary>
    /// <param name="source">The file.</param>
    /// <param name="reading">Takes the encoding's name.</param>
    /// <param name="declared">What the file says of itself; it loses against a byte order mark and against valid UTF-8.</param>
    public static StreamReader Open(Source source, Reading reading, Encoding? declared = null)
    {
        var chosen = Choose(source.Head(EncodingDetector.SampleBytes), declared) ?? throw Refusals.Damaged("text file", "its bytes are not text in any encoding known here.");
        reading.Describe("encoding", chosen.WebName);
        return new StreamReader(source.Content, chosen, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
    }

    /// <summary>A text that is part of another file.</summary>
    public static string Decode(byte[] text, Encoding? declared = null) => (Choose(text.AsSpan(0, Math.Min(text.Length, EncodingDetector.SampleBytes)), declared) ?? Encoding.UTF8).GetString(text).TrimStart('\uFEFF');

    private static Encoding? Choose(ReadOnlySpan<byte> sample, Encoding? declared)
    {
        var detected = EncodingDetector.Detect(sample);
        return declared is not null && detected is not null && detected.CodePage != Encoding.UTF8.CodePage && detected.CodePage is not (1200 or 1201 or 12000 or 12001) ? declared : detected;
    }

    /// <returns>The whole text, within the limit of characters.</returns>
    public static string ReadAll(Source source, Reading reading, Encoding? declared = null)
    {
        using var reader = Open(source, reading, declared);
        var text = new StringBuilder();
        var buffer = new char[1 << 16];
        int read;
        while ((read = reader.Read(buffer)) > 0)
        {
            reading.Budget.CheckTime();
            text.Append(buffer, 0, read);
            if (text.Length > reading.Limits.MaxCharacters) throw Refusals.TooLarge($"It has more than {reading.Limits.MaxCharacters:N0} characters.");
        }

        return text.ToString();
    }
}
