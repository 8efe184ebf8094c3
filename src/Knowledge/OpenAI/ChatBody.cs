using System.Text.Json;
using Onebox.Api.OpenAI;
using Onebox.Kernel;
using static Onebox.Knowledge.OpenAI.BodyFields;

namespace Onebox.Knowledge.OpenAI;

/// <summary>What a chat request asks of a knowledge base: the last message is the question, those before it the conversation. Sampling is the base's own: answers are to repeat.</summary>
internal sealed record ChatBody(string Model, string Question, IReadOnlyList<ChatMessage> History, int? MaxTokens, bool Stream, bool IncludeUsage)
{
    /// <exception cref="ProblemException"><c>request.malformed</c>, <c>request.invalid</c>.</exception>
    public static ChatBody Read(ReadOnlyMemory<byte> body) => BodyFields.Read(body, "chat request", Read);

    private static ChatBody Read(JsonElement root)
    {
        if (Member(root, "messages") is not { ValueKind: JsonValueKind.Array } list) throw Wrong("messages", "'messages' is missing.");
        if (Member(root, "tools") is { ValueKind: JsonValueKind.Array } tools && tools.GetArrayLength() > 0) throw Wrong("tools", "A knowledge base answers from its documents and calls no tools.");
        var messages = list.EnumerateArray().Select(message => Message(message, "messages")).ToList();
        if (messages is not [.., { Role: "user" } last]) throw Wrong("messages", "The last message must be the user's question.");
        return new ChatBody(
            Member(root, "model") is { ValueKind: JsonValueKind.String } model ? model.GetString()! : "", last.Content, [.. messages.SkipLast(1).Where(m => m.Role is "user" or "assistant")],
            Number(root, "max_completion_tokens") ?? Number(root, "max_tokens"), Flag(root, "stream"), Flag(Member(root, "stream_options"), "include_usage"));
    }
}
