using Markdig;
using Onebox.Documents.Recognition;

namespace Onebox.Documents.Text;

/// <summary>Markdown with the extensions that companies' wikis use: tables, footnotes, task lists, front matter, HTML inside.</summary>
internal sealed class MarkdownParser : IFormatParser
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseYamlFrontMatter().UsePipeTables().UseGridTables().UseFootnotes().UseTaskLists().UseAutoLinks().UseEmphasisExtras().UseListExtras().UseDefinitionLists().UseMathematics().Build();

    public void Parse(Source source, Reading reading)
    {
        var text = TextContent.ReadAll(source, reading);
        var document = Markdown.Parse(text, Pipeline);
        foreach (var block in document) new MarkdownBlocks(reading, text).Add(block, null, 0);
    }
}
