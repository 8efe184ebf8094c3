using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Html;

/// <summary>Takes the site away from around the article: navigation, banners, lists of links, hidden parts.</summary>
internal static partial class Boilerplate
{
    private const double MostLinks = 0.6;
    private static readonly string[] Roles = ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert"];

    /// <returns>The element that holds the article.</returns>
    public static IElement Remove(IElement body, Budget budget)
    {
        var whole = TextLength(body);
        foreach (var element in body.QuerySelectorAll("*").ToList())
        {
            budget.Tick();
            if (IsNeverText(element) || (IsSite(element) && TextLength(element) <= whole / 2)) element.Remove();
        }

        var main = body.QuerySelector("main, [role=main]") ?? Only(body.QuerySelectorAll("article"));
        if (main is not null && TextLength(main) >= TextLength(body) / 4) return main;
        foreach (var element in body.QuerySelectorAll("div, ul, ol, section, table").ToList())
        {
            budget.Tick();
            if (element.ParentElement is not null && IsListOfLinks(element)) element.Remove();
        }

        return body;
    }

    private static IElement? Only(IHtmlCollection<IElement> elements) => elements.Length == 1 ? elements[0] : null;

    private static bool IsNeverText(IElement element) =>
        element.LocalName is "script" or "style" or "noscript" or "template" or "iframe" or "object" or "embed" or "button" or "input" or "select" or "textarea" or "dialog" or "svg" or "canvas" or "audio" or "video"
        || element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true"
        || (element.GetAttribute("style") is { } style && HiddenStyle().IsMatch(style));

    private static bool IsSite(IElement element)
    {
        if (element.LocalName is "nav" || Roles.Contains(element.GetAttribute("role"), StringComparer.Ordinal)) return true;
        if (element.LocalName is "header" or "footer" or "aside") return element.Closest("article, main") is null;
        if (element.LocalName is not ("div" or "section" or "ul" or "ol" or "p" or "span" or "table" or "form")) return false;
        return SiteName().IsMatch($"{element.ClassName} {element.Id}") && element.Closest("article, main") is null && element.QuerySelector("h1, main, article") is null;
    }

    private static bool IsListOfLinks(IElement element)
    {
        var links = element.QuerySelectorAll("a");
        if (links.Length < 4) return false;
        var text = TextLength(element);
        return text > 0 && links.Sum(TextLength) > MostLinks * text && text / links.Length < 60;
    }

    private static int TextLength(IElement element) => element.TextContent.Count(c => !char.IsWhiteSpace(c));

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*hidden", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HiddenStyle();

    [GeneratedRegex(@"(^|[\s_-])(nav|navbar|navigation|menu|sidebar|breadcrumbs?|cookies?|consent|share|sharing|social|advert\w*|ads?|promo|banner|footer|related|pagination|pager|subscribe|newsletter|toolbar|skip-link)($|[\s_-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SiteName();
}
