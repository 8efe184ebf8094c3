using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Onebox.Documents.Recognition;
using Onebox.Documents.Text;

namespace Onebox.Documents.Html;

/// <summary>A saved web page: its article without the site around it.</summary>
internal sealed partial class WebPageParser : IFormatParser
{
    private const int HeadBytes = 4096;

    /// <summary>The library's time grows with the square of the depth: 200,000 open elements take it minutes, these a second.</summary>
    private const int MostOpen = 20_000;

    public void Parse(Source source, Reading reading)
    {
        Read(TextContent.ReadAll(source, reading, Declared(source.Head(HeadBytes))), reading, page: null, wholePage: true);
    }

    /// <summary>A page that is part of another file: in the encoding that it declares, else in what it looks like.</summary>
    public static string Decode(byte[] page) => TextContent.Decode(page, Declared(page.AsSpan(0, Math.Min(page.Length, HeadBytes))));

    private static Encoding? Declared(ReadOnlySpan<byte> head) => EncodingDetector.ByName(Charset().Match(Encoding.Latin1.GetString(head)).Groups["name"].Value);

    /// <param name="html">A page or a piece of one.</param>
    /// <param name="reading">Takes the blocks.</param>
    /// <param name="page">For chapters of a book.</param>
    /// <param name="wholePage">A page of a site, with navigation around what it says; false for mails, chapters, Markdown.</param>
    public static void Read(string html, Reading reading, int? page, bool wholePage)
    {
        reading.Budget.CheckTime();
        CheckNesting(html, reading.Budget);
        using var document = new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(html);
        reading.Budget.CheckTime();
        if (document.Body is not { } body) return;
        if (wholePage)
        {
            reading.Describe("title", Whitespace.Collapse(document.Title ?? ""));
            reading.Describe("language", document.DocumentElement.GetAttribute("lang"));
            foreach (var name in (string[])["author", "description", "keywords", "date"])
                reading.Describe(name, document.QuerySelector($"meta[name={name}]")?.GetAttribute("content"));
        }

        new HtmlBlocks(reading, page).Read(wholePage ? Boilerplate.Remove(body, reading.Budget) : body);
    }

    private static void CheckNesting(string html, Budget budget)
    {
        var open = 0;
        foreach (var tag in Nesting().EnumerateMatches(html))
        {
            open = html[tag.Index + 1] == '/' ? Math.Max(0, open - 1) : open + 1;
            if (open > MostOpen) budget.CheckDepth(open);
        }
    }

    /// <summary>Tags that stay open until they are closed.</summary>
    [GeneratedRegex("</?(div|span|section|article|blockquote|ul|ol|b|i|u|em|strong|font|center)[ >]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Nesting();

    [GeneratedRegex("""<meta[^>]{0,200}charset\s*=\s*["']?(?<name>[A-Za-z0-9_-]{2,30})""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Charset();
}
