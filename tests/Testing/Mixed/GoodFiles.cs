using System.Text;

namespace Onebox.Testing.Mixed;

/// <param name="Name">The end of its files' names.</param>
/// <param name="Weight">How often it comes.</param>
/// <param name="HoldsSerial">False: the file is a copy that differs only in bytes which nobody reads.</param>
/// <param name="Make">A file from its serial word.</param>
internal sealed record GoodFormat(string Name, int Weight, bool HoldsSerial, Func<string, Random, byte[]> Make);

/// <summary>The formats of a mixed folder.</summary>
internal static class GoodFiles
{
    public static IReadOnlyList<GoodFormat> Formats(string corpus, bool pages)
    {
        byte[] Corpus(string name) => File.ReadAllBytes(Path.Combine(corpus, name));
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        List<GoodFormat> formats =
        [
            new("note.txt", 90, true, (s, r) => Words.Text(s, r, Words.Note(r))),
            new("notiz.txt", 20, true, (s, r) => Encoding.Latin1.GetBytes($"Prüfprotokoll für Anlage {s}\n\n{Words.Note(r)}\n\nGrößere Störungen wurden nicht gemeldet, die Übergabe erfolgte pünktlich.\n")),
            new("通知.txt", 20, true, (s, r) => Encoding.GetEncoding("gb18030").GetBytes($"设备编号 {s}\n\n员工每年享有三十天带薪休假。水泵每六个月加一次润滑脂，第 {r.Next(1, 90)} 号记录。\n")),
            new("utf16.txt", 10, true, (s, r) => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes($"Room list {s}\n\n{Words.Note(r)}\n")]),
            new("guide.md", 110, true, (s, r) => Encoding.UTF8.GetBytes($"# Guide {s}\n\n{Words.Note(r)}\n\n## Steps\n\n1. {Words.Sentence(r)}\n2. {Words.Sentence(r)}\n\n| part | stock |\n|---|---|\n| bearing | {r.Next(500)} |\n| seal | {r.Next(500)} |\n")),
            new("page.html", 60, true, (s, r) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Corpus("handbook.en.html")).Replace("</body>", $"<h2>Revision {s}</h2><p>{Words.Note(r)}</p></body>", StringComparison.Ordinal))),
            new("页面.html", 40, true, (s, _) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Corpus("handbook.zh.html")).Replace("</body>", $"<p>修订 {s}</p></body>", StringComparison.Ordinal))),
            new("handbook.docx", 70, true, (s, r) => OfficeParts.WithParagraph(Corpus("handbook.en.docx"), $"Revision {s}. {Words.Note(r)}")),
            new("手册.docx", 40, true, (s, _) => OfficeParts.WithParagraph(Corpus("handbook.zh.docx"), $"修订 {s}")),
            new("stock.xlsx", 60, true, (s, r) => OfficeParts.Workbook([["part", "number", "stock"], .. Enumerable.Range(0, 20 + r.Next(60)).Select(i => (string[])[$"part {i}", i == 0 ? s : $"N-{r.Next(9999):D4}", $"{r.Next(800)}"])])),
            new("bestand.xlsx", 30, false, (s, _) => OfficeParts.Remarked(Corpus("stock.en.xlsx"), s)),
            new("old.xls", 25, false, (s, _) => [.. Corpus("stock.en.xls"), .. Encoding.ASCII.GetBytes(s.PadRight(512))]),
            new("旧表.xls", 15, false, (s, _) => [.. Corpus("stock.zh.xls"), .. Encoding.ASCII.GetBytes(s.PadRight(512))]),
            new("staff.csv", 70, true, (s, r) => Encoding.UTF8.GetBytes($"Name,City,Code\n{string.Concat(Enumerable.Range(0, 30 + r.Next(100)).Select(i => $"person {i},{(r.Next(2) == 0 ? "Berlin" : "Paris")},{(i == 0 ? s : $"c{r.Next(9999)}")}\n"))}")),
            new("deck.pptx", 60, true, (s, r) => OfficeParts.Deck([$"Results {s}", Words.Sentence(r), Words.Sentence(r)], ["Outlook", Words.Sentence(r)])),
            new("letter.pdf", 80, true, (s, r) => SimplePdf.Make([[$"Letter {s}", .. Words.Lines(r)], [.. Words.Lines(r)]])),
            new("article.pdf", 20, false, (s, _) => [.. Corpus("article.en.pdf"), .. Encoding.ASCII.GetBytes($"\n% {s}\n")]),
            new("手册.pdf", 20, false, (s, _) => [.. Corpus("handbook.zh.pdf"), .. Encoding.ASCII.GetBytes($"\n% {s}\n")]),
            new("mail.eml", 60, true, (s, r) => Words.Mail(s, r)),
            new("book.epub", 30, true, (s, r) => OfficeParts.Book($"Chapter {s}", Words.Note(r))),
            new("program.cs", 20, true, (s, r) => Encoding.UTF8.GetBytes($"namespace Plant;\n\n/// <summary>{Words.Sentence(r)}</summary>\npublic sealed class Pump\n{{\n    public string Serial => \"{s}\";\n}}\n")),
            new("label.jpg", 3, false, (s, _) => [.. Corpus("label.en.jpg"), .. Encoding.ASCII.GetBytes(s)]),
            new("标签.png", 3, false, (s, _) => [.. Corpus("label.zh.png"), .. Encoding.ASCII.GetBytes(s)]),
            new("fax.tif", 2, false, (s, _) => [.. Corpus("label.en.tif"), .. Encoding.ASCII.GetBytes(s)]),
            new("label.webp", 2, false, (s, _) => [.. Corpus("label.en.webp"), .. Encoding.ASCII.GetBytes(s)]),
        ];
        if (pages)
        {
            // Read through LibreOffice, where it is installed; without it such files are refused by name.
            if (File.Exists("/usr/bin/soffice"))
            {
                formats.Add(new("brief.doc", 2, false, (s, _) => [.. Corpus("handbook.en.doc"), .. Encoding.ASCII.GetBytes(s.PadRight(512))]));
                formats.Add(new("brief.odt", 2, false, (_, _) => Corpus("handbook.en.odt")));
            }

            formats.Add(new("scan.png", 2, false, (s, _) => [.. Corpus("handbook.en.scan.png"), .. Encoding.ASCII.GetBytes(s)]));
            foreach (var page in (string[])["scan.en.g4.pdf", "scan.en.jbig2.pdf", "scan.zh.jpx.pdf"]) formats.Add(new(page, 1, false, (s, _) => [.. Corpus(page), .. Encoding.ASCII.GetBytes($"\n% {s}\n")]));
            formats.Add(new("扫描.png", 2, false, (s, _) => [.. Corpus("handbook.zh.scan.png"), .. Encoding.ASCII.GetBytes(s)]));
        }

        return formats;
    }
}
