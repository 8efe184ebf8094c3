using System.Text.Json;
using Onebox.Api.Knowledge;
using Onebox.Api.OpenAI;
using Onebox.Kernel;
using static Onebox.Knowledge.OpenAI.BodyFields;

namespace Onebox.Knowledge.OpenAI;

/// <summary>
/// What a request of <c>/v1/responses</c> asks of a knowledge base: its tool <c>file_search</c> names the base, the last item of <c>input</c> is the question, those before it the conversation.
/// Sampling is the base's own, as in chats (<see cref="ChatBody"/>).
/// </summary>
/// <param name="Store">The vector store that is searched; null when the request names none.</param>
/// <param name="Passages">The tool's <c>max_num_results</c>.</param>
/// <param name="WithResults">Whether what was found is to be shown with the call (<c>include</c>).</param>
internal sealed record ResponseBody(string Model, string Question, IReadOnlyList<ChatMessage> History, int? MaxTokens, bool Stream, string? Store, int? Passages, AttributeFilter? Filters, bool WithResults)
{
    private const string Tool = "file_search";

    /// <summary>Whether a request wants a vector store searched; also false for what cannot be read.</summary>
    public static bool WantsSearch(ReadOnlyMemory<byte> body)
    {
        // Most requests are told by this alone.
        if (body.Span.IndexOf("file_search"u8) < 0) return false;
        try
        {
            using var json = JsonDocument.Parse(body);
            return SearchOf(json.RootElement) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <exception cref="ProblemException"><c>request.malformed</c>, <c>request.invalid</c>.</exception>
    public static ResponseBody Read(ReadOnlyMemory<byte> body) => BodyFields.Read(body, "request for a response", Read);

    private static ResponseBody Read(JsonElement root)
    {
        foreach (var kept in (string[])["previous_response_id", "conversation", "prompt"])
            if (Member(root, kept) is not null) throw Wrong(kept, $"'{kept}' cannot be followed: nothing is kept here between requests. Send the earlier items in 'input'.");
        if (Flag(root, "background")) throw Wrong("background", "'background' is not supported: wait for the answer, or stream it.");
        if (Tools(root).Exists(tool => !IsSearch(tool))) throw Wrong("tools", "A knowledge base answers from its documents and calls no tools but 'file_search'.");
        var search = SearchOf(root);
        var messages = Messages(root);
        if (messages is not [.., { Role: "user" } last]) throw Wrong("input", "The last item of 'input' must be the user's question.");
        return new ResponseBody(
            Member(root, "model")?.GetString() ?? "", last.Content, [.. messages.SkipLast(1).Where(m => m.Role is "user" or "assistant")], Number(root, "max_output_tokens"),
            Flag(root, "stream"), StoreOf(search), Number(search, "max_num_results"), FiltersOf(search),
            Member(root, "include") is { ValueKind: JsonValueKind.Array } include && include.EnumerateArray().Any(i => i.ValueEquals("file_search_call.results")));
    }

    /// <summary>A text, or messages; what else was said before (calls, reasoning) says nothing here.</summary>
    private static List<ChatMessage> Messages(JsonElement root) => Member(root, "input") switch
    {
        { ValueKind: JsonValueKind.String } text => [new ChatMessage("user", text.GetString()!)],
        { ValueKind: JsonValueKind.Array } items => [.. items.EnumerateArray().Where(i => Member(i, "type") is not { } type || type.ValueEquals("message")).Select(item => Message(item, "input"))],
        _ => throw Wrong("input", "'input' is missing: a text, or a list of messages."),
    };

    private static List<JsonElement> Tools(JsonElement root) => Member(root, "tools") is { ValueKind: JsonValueKind.Array } tools ? [.. tools.EnumerateArray()] : [];

    private static bool IsSearch(JsonElement tool) => Member(tool, "type") is { ValueKind: JsonValueKind.String } type && type.ValueEquals(Tool);

    private static JsonElement? SearchOf(JsonElement root)
    {
        foreach (var tool in Tools(root))
            if (IsSearch(tool)) return tool;
        return null;
    }

    private static string? StoreOf(JsonElement? search)
    {
        if (search is not { } tool) return null;
        if (Member(tool, "vector_store_ids") is not { ValueKind: JsonValueKind.Array } ids || ids.GetArrayLength() != 1 || ids[0].ValueKind != JsonValueKind.String)
            throw Wrong("tools", "'file_search' names one vector store in 'vector_store_ids'.");
        if (Member(Member(tool, "ranking_options"), "score_threshold") is { ValueKind: JsonValueKind.Number } least && least.GetDouble() > 0) throw Wrong("tools", "'score_threshold' is not taken for answers: leave it out.");
        return ids[0].GetString();
    }

    private static AttributeFilter? FiltersOf(JsonElement? search) => Member(search, "filters")?.Deserialize<AttributeFilter>(VectorStoreJson.Options);
}
