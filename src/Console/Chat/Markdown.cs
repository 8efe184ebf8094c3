using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Onebox.Console.Chat;

/// <summary>
/// Writes a model's Markdown as HTML that can do no harm: HTML in it stays text, addresses are web or mail addresses or nothing, and pictures
/// are shown as links, so that reading an answer asks no other machine for anything.
/// </summary>
internal static class Markdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().UseListExtras().UseTaskLists().UseAutoLinks().Build();

    public static MarkupString ToHtml(string text)
    {
        var document = Markdig.Markdown.Parse(text, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            link.IsImage = false;
            if (!IsHarmless(link.Url)) link.Url = "";
            OpenElsewhere(link);
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (link.IsEmail || IsHarmless(link.Url)) OpenElsewhere(link);
            else link.ReplaceBy(new LiteralInline(link.Url));
        }

        // Each block reads from the side that its own words begin at; code is written from the left in every language.
        foreach (var block in document.Where(b => b is not CodeBlock)) block.GetAttributes().AddProperty("dir", "auto");

        // Blocks of code get a button of their own (wwwroot/console.js copies); the model's own words cannot hold these tags, for they are escaped.
        return new MarkupString(document.ToHtml(Pipeline)
            .Replace("<pre><code", "<div class=\"ob-code\"><button type=\"button\" class=\"ob-code-copy\">Copy</button><pre tabindex=\"0\"><code", StringComparison.Ordinal)
            .Replace("</code></pre>", "</code></pre></div>", StringComparison.Ordinal));
    }

    private static bool IsHarmless(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "mailto" && url![0] != '/';

    private static void OpenElsewhere(Inline link)
    {
        link.GetAttributes().AddPropertyIfNotExist("target", "_blank");
        link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer");
    }
}
