using System.Net;
using System.Text;

namespace Onebox.Datasets.Preparing.Steps;

/// <summary>
/// Takes the text out of HTML, and leaves out lines that pages put around it. The rules for lines are those of C4 (Raffel et al. 2020,
/// https://arxiv.org/abs/1910.10683, section 2.2), as far as they hold for any language.
/// </summary>
internal sealed class HtmlStep(StepSettings settings) : IRowStep
{
    private static readonly string[] Boilerplate =
    [
        "javascript", "cookie policy", "cookies policy", "use of cookies", "uses cookies", "accept all cookies", "privacy policy", "terms of use", "terms of service", "terms and conditions",
        "all rights reserved", "lorem ipsum", "click here to", "sign up for our newsletter", "subscribe to our newsletter", "share on facebook", "share on twitter", "powered by",
        "alle rechte vorbehalten", "datenschutzerklärung", "tous droits réservés", "politique de confidentialité", "todos los derechos reservados", "política de privacidad", "版权所有", "隐私政策",
    ];

    private const int LongestBoilerplate = 200;

    private readonly bool _boilerplate = settings.Flag("boilerplate", true);

    public StepResult Apply(DatasetRow row)
    {
        var (tags, lines) = (false, false);
        var now = RowEdit.Texts(row, text =>
        {
            var plain = LooksLikeHtml(text) ? HtmlText.Of(text) : text;
            tags |= !ReferenceEquals(plain, text);
            if (!_boilerplate) return plain;
            var kept = WithoutBoilerplate(plain);
            lines |= !ReferenceEquals(kept, plain);
            return kept;
        });
        return ReferenceEquals(now, row) ? StepResult.Kept(row) : StepResult.Changed(now, tags ? "HTML removed" : lines ? "boilerplate removed" : "cleaned");
    }

    /// <summary>A known tag or an entity: a text about <c>a &lt; b</c> is none.</summary>
    private static bool LooksLikeHtml(string text)
    {
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0; at = text.IndexOf('<', at + 1))
        {
            if (HtmlText.TagAt(text, at) is not null) return true;
        }

        return text.Contains('&', StringComparison.Ordinal) && WebUtility.HtmlDecode(text) != text;
    }

    private static string WithoutBoilerplate(string text)
    {
        if (!Boilerplate.Any(b => text.Contains(b, StringComparison.OrdinalIgnoreCase))) return text;
        var lines = text.Split('\n');
        var kept = lines.Where(l => l.Length > LongestBoilerplate || !Boilerplate.Any(b => l.Contains(b, StringComparison.OrdinalIgnoreCase))).ToList();
        // A text of one line is somebody's sentence, not a page's frame.
        return lines.Length == 1 || kept.Count == lines.Length ? text : string.Join('\n', kept).Trim();
    }
}

/// <summary>The text of an HTML fragment: blocks on lines of their own, scripts and styles left out, entities decoded. Never fails; never runs anything.</summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p", "div", "br", "hr", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "blockquote", "pre", "dt", "dd", "form", "nav", "main",
    };

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "b", "i", "u", "s", "em", "strong", "span", "img", "code", "sub", "sup", "small", "font", "td", "th", "tbody", "thead", "html", "body", "head", "title", "meta", "link", "input", "button",
        "label", "script", "style", "iframe", "noscript", "svg", "video", "audio", "source", "center", "abbr", "cite", "q", "mark", "kbd", "figure", "figcaption", "aside", "select", "option", "!doctype", "!--",
    };

    private static readonly string[] Hidden = ["script", "style", "noscript", "svg", "head"];

    public static string Of(string html)
    {
        var text = new StringBuilder(html.Length);
        for (var at = 0; at < html.Length;)
        {
            if (html[at] != '<' || TagAt(html, at) is not { } tag)
            {
                text.Append(html[at++]);
                continue;
            }

            var end = tag == "!--" ? html.IndexOf("-->", at, StringComparison.Ordinal) : html.IndexOf('>', at);
            if (end < 0) break;
            var closes = html[at + 1] == '/';
            at = end + (tag == "!--" ? 3 : 1);
            if (!closes && Hidden.Contains(tag, StringComparer.OrdinalIgnoreCase))
            {
                var close = html.IndexOf($"</{tag}", at, StringComparison.OrdinalIgnoreCase);
                at = close < 0 ? html.Length : Math.Max(close, at);
            }
            else if (Blocks.Contains(tag))
            {
                text.Append('\n');
            }
            else if (tag is "td" or "th")
            {
                text.Append(' ');
            }
        }

        return Tidy(WebUtility.HtmlDecode(text.ToString()));
    }

    /// <summary>The name of the known tag that begins here; null when none does.</summary>
    public static string? TagAt(string html, int at)
    {
        if (string.CompareOrdinal(html, at, "<!--", 0, 4) == 0) return "!--";
        var start = at + 1 < html.Length && html[at + 1] == '/' ? at + 2 : at + 1;
        var end = start;
        while (end < html.Length && end - start < 16 && (char.IsAsciiLetterOrDigit(html[end]) || (html[end] == '!' && end == start))) end++;
        if (end == start || end == html.Length || html[end] is not ('>' or ' ' or '/' or '\t' or '\n' or '\r')) return null;
        var name = html[start..end];
        return Blocks.Contains(name) || Inline.Contains(name) ? name : null;
    }

    /// <summary>No space around lines, at most one empty line between them.</summary>
    private static string Tidy(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var empty = 0;
        foreach (var line in text.Split('\n'))
        {
            var trimmed = string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            empty = trimmed.Length == 0 ? empty + 1 : 0;
            if (tidy.Length == 0 && trimmed.Length == 0) continue;
            if (empty > 1) continue;
            if (tidy.Length > 0) tidy.Append('\n');
            tidy.Append(trimmed);
        }

        return tidy.ToString().Trim();
    }
}
