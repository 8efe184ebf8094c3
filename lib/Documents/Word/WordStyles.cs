using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Onebox.Documents.Packages;

namespace Onebox.Documents.Word;

/// <summary>What a paragraph's style makes of it.</summary>
internal enum WordStyleKind
{
    Body,
    Code,
    Quote,
    Caption,
    TableOfContents,
}

/// <summary>The styles of a document with what they inherit. Names of built-in styles are English in Word's files whatever its language; other programs localise them.</summary>
internal sealed partial class WordStyles
{
    private const int LongestChain = 20;
    private readonly Dictionary<string, XElement> _styles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int?> _levels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WordStyleKind> _kinds = new(StringComparer.Ordinal);
    private readonly string? _default;

    public WordStyles(XElement? styles)
    {
        foreach (var style in styles.Children("style"))
        {
            if (style.Value("styleId") is not { } id) continue;
            _styles.TryAdd(id, style);
            if (style.Value("type") == "paragraph" && style.Value("default") is "1" or "true") _default ??= id;
        }
    }

    /// <returns>1 to 9 if paragraphs of this style are headings.</returns>
    public int? HeadingLevel(string? style)
    {
        style ??= _default;
        if (style is null) return null;
        if (!_levels.TryGetValue(style, out var level)) _levels[style] = level = FindLevel(style);
        return level;
    }

    public WordStyleKind Kind(string? style)
    {
        if (style is null) return WordStyleKind.Body;
        if (!_kinds.TryGetValue(style, out var kind)) _kinds[style] = kind = Chain(style).Select(s => KindOf(Name(s))).FirstOrDefault(k => k != WordStyleKind.Body);
        return kind;
    }

    /// <summary>The numbering that a style brings, the nearest in its chain.</summary>
    public XElement? Numbering(string? style) => style is null ? null : Chain(style).Select(s => s.Child("pPr").Child("numPr")).FirstOrDefault(n => n is not null);

    private int? FindLevel(string style)
    {
        foreach (var ancestor in Chain(style))
        {
            var name = Name(ancestor);
            if (name is "title" or "titel" or "titre" or "título" or "标题" or "標題" or "表題") return 1;
            if (HeadingName().Match(name) is { Success: true } match) return int.Parse(match.Groups["level"].Value, CultureInfo.InvariantCulture);
            if (Level(ancestor.Child("pPr")) is { } outline) return outline;
        }

        return null;
    }

    /// <returns>A paragraph's or style's own outline level, 1 to 9; 0 if it says "body text"; null if it says nothing.</returns>
    public static int? Level(XElement? properties) =>
        int.TryParse(properties.ChildValue("outlineLvl"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var level) ? level is >= 0 and < 9 ? level + 1 : 0 : null;

    private IEnumerable<XElement> Chain(string style)
    {
        var next = style;
        for (var i = 0; i < LongestChain && next is not null && _styles.TryGetValue(next, out var found); i++)
        {
            yield return found;
            next = found.ChildValue("basedOn");
        }
    }

    private static string Name(XElement style) => (style.ChildValue("name") ?? style.Value("styleId") ?? "").Trim().ToLowerInvariant();

    private static WordStyleKind KindOf(string name) => name switch
    {
        "html preformatted" or "code" or "source code" or "preformatted text" or "sourcecode" or "code block" or "macro text" or "plain text" or "macro" => WordStyleKind.Code,
        "quote" or "intense quote" or "quotations" or "block text" or "zitat" or "citation" or "引用" or "明显引用" => WordStyleKind.Quote,
        "caption" or "beschriftung" or "légende" or "题注" or "標號" => WordStyleKind.Caption,
        _ when name.StartsWith("toc ", StringComparison.Ordinal) || name.StartsWith("table of figures", StringComparison.Ordinal) || name.StartsWith("contents ", StringComparison.Ordinal) => WordStyleKind.TableOfContents,
        _ => WordStyleKind.Body,
    };

    [GeneratedRegex(@"^(heading|überschrift|titre|título|titolo|kop|nagłówek|заголовок|nadpis|rubrik|overskrift|标题|標題|見出し|제목)\s*(?<level>[1-9])$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeadingName();
}
