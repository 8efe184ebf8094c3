using System.Diagnostics;
using CsCheck;

namespace Onebox.Documents.Tests.Recognition;

/// <summary>Real files, mutated and cut: a parser may read them or refuse them. It never throws anything else and never takes longer than its limit.</summary>
public sealed class FuzzTests
{
    private static readonly ParseLimits Limits = new() { MaxDuration = TimeSpan.FromSeconds(10), MaxExpandedBytes = 64 << 20, MaxPixels = 4_000_000 };

    public static TheoryData<string> Files =>
    [
        "handbook.en.docx", "handbook.zh.pdf", "article.en.pdf", "stock.en.xlsx", "stock.en.xls", "handbook.en.html", "handbook.en.scan.png", "deck.pptx", "book.epub", "report.eml", "guide.md", "parts.csv", "words.txt",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void MutatedFile_IsReadOrRefused(string name)
    {
        var seed = Seed(name);
        var mutation = Gen.Select(Gen.Int[0, seed.Length - 1], Gen.Int[0, 3], Gen.Byte, Gen.Int[1, 64]);
        Gen.Select(mutation.List[1, 12], Gen.Int[0, 9], Gen.Int[1, seed.Length - 1]).Sample(
            (mutations, cut, length) =>
            {
                var bytes = new List<byte>(seed);
                foreach (var (at, kind, value, count) in mutations)
                {
                    if (at >= bytes.Count) continue;
                    var many = Math.Min(count, bytes.Count - at);
                    if (kind == 0) bytes[at] = value;
                    else if (kind == 1) bytes.RemoveRange(at, many);
                    else if (kind == 2) bytes.InsertRange(at, bytes.GetRange(at, many));
                    else for (var i = 0; i < many; i++) bytes[at + i] ^= value;
                }

                // One in ten is cut off.
                var file = bytes.ToArray();
                ReadOrRefuse(name, cut == 0 ? file[..Math.Min(length, file.Length)] : file);
            },
            iter: 60, threads: 1);
    }

    private static void ReadOrRefuse(string name, byte[] bytes)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            // The property runner is synchronous.
            new DocumentParser().ParseAsync(new MemoryStream(bytes), name, Limits).GetAwaiter().GetResult();
        }
        catch (DocumentRefusedException refusal)
        {
            Assert.NotEqual("", refusal.Message);
            Assert.DoesNotContain("   at ", refusal.Message, StringComparison.Ordinal);
        }

        Assert.True(watch.Elapsed < Limits.MaxDuration + TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    private static byte[] Seed(string name) => name switch
    {
        "deck.pptx" => Slides.SlidesParserTests.Deck(($"<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree>{Slides.SlidesParserTests.Shape("", 1, 1, 5, 5, "<a:p><a:r><a:t>x</a:t></a:r></a:p>")}</p:spTree></p:cSld></p:sld>", null)),
        "book.epub" => Books.BookParserTests.Book,
        "report.eml" => System.Text.Encoding.UTF8.GetBytes(Mail.MailParserTests.Sample),
        "guide.md" => "# A\n\n- b\n  - c\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```x\ny\n```\n\n[l](http://e.x) **b** [^1]\n\n[^1]: n\n\n> q\n\n<div><p>h</p></div>\n"u8.ToArray(),
        "parts.csv" => "a,b\n\"x\"\"y\",2\n3,4\n"u8.ToArray(),
        "words.txt" => "Title\n=====\n\n- a\n- b\n\n第一章 总则\n\nword word"u8.ToArray(),
        _ => CorpusFile.Bytes(name),
    };
}
