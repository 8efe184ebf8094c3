using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Server;
using Onebox.Api.Knowledge;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Knowledge.Store;

namespace Onebox.Knowledge.OpenAI;

/// <summary>The tools of the box's MCP server (<c>/mcp</c>): an assistant elsewhere on the machine searches the bases in the name of the key that it shows.</summary>
[McpServerToolType]
internal sealed class SearchTool(SearchBase search, BaseStore store, IHttpContextAccessor http)
{
    private const int MostPassages = 50;

    [McpServerTool(Name = "search_knowledge", ReadOnly = true, OpenWorld = false)]
    [Description("Searches the company's documents and gives passages with their document, page and score. Cite the document when you use a passage.")]
    public async Task<string> SearchAsync(
        [Description("What to look for, as a question or key words.")] string query,
        [Description("The knowledge base; leave it out to search all.")] string? knowledgeBase = null,
        [Description("How many passages, 1 to 50.")] int top = 8,
        CancellationToken cancellation = default)
    {
        if (top is < 1 or > MostPassages) throw new McpException($"'top' is 1 to {MostPassages}.");
        var caller = http.HttpContext!.Caller();
        var names = knowledgeBase is null ? (await store.ListAsync(cancellation)).Select(b => b.Name) : [knowledgeBase];
        var hits = new List<(string Base, KnowledgeHit Hit)>();
        try
        {
            foreach (var name in names)
                hits.AddRange((await search.RunAsync(name, new SearchKnowledgeRequest(query, top), caller, cancellation)).Hits.Select(h => (name, h)));
        }
        catch (ProblemException problem)
        {
            // The protocol's server tells the words of this kind of error alone.
            throw new McpException(problem.Message, problem);
        }

        if (hits.Count == 0) return "Nothing was found.";
        var text = new StringBuilder();
        foreach (var (name, hit) in hits.OrderByDescending(h => h.Hit.Score).Take(top))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {hit.Document}");
            if (hit.Range is not null) text.Append(CultureInfo.InvariantCulture, $", {hit.Range}");
            else if (hit.Page is { } page) text.Append(CultureInfo.InvariantCulture, $", page {page}");
            text.Append(CultureInfo.InvariantCulture, $" (knowledge base {name}, score {hit.Score:0.00})\n");
            if (hit.Heading is not null) text.Append(hit.Heading).Append('\n');
            text.Append(hit.Text).Append("\n\n");
        }

        return text.ToString();
    }

    [McpServerTool(Name = "list_knowledge_bases", ReadOnly = true, OpenWorld = false)]
    [Description("The knowledge bases of this box, each with what is in it.")]
    public async Task<string> ListAsync(CancellationToken cancellation = default) =>
        string.Join('\n', (await store.ListAsync(cancellation)).Select(b => b.Description is null ? b.Name : $"{b.Name}: {b.Description}")) is { Length: > 0 } list ? list : "There are none.";
}
