using System.Text;
using Onebox.Documents.Ocr;

namespace Onebox.Documents.Tests;

/// <summary>Shorthands for tests: bytes or text in, document out.</summary>
internal static class Parsing
{
    public static Task<Document> ParseAsync(string name, byte[] bytes, ParseLimits? limits = null, IOcrEngine? ocr = null) =>
        new DocumentParser(ocr).ParseAsync(new MemoryStream(bytes), name, limits, TestContext.Current.CancellationToken);

    public static Task<Document> ParseAsync(string name, string text, Encoding? encoding = null) => ParseAsync(name, (encoding ?? new UTF8Encoding(false)).GetBytes(text));

    public static async Task<DocumentRefusedException> RefuseAsync(string name, byte[] bytes, ParseLimits? limits = null) =>
        await Assert.ThrowsAsync<DocumentRefusedException>(() => ParseAsync(name, bytes, limits));

    public static T Single<T>(this Document document) where T : Block => Assert.Single(document.Blocks.OfType<T>());

    /// <summary>The grid as lines with bars: what a test compares.</summary>
    public static string Lines(this TableBlock table) => string.Join('\n', table.ToGrid().Select(r => string.Join("|", r)));
}
