using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Evaluation.Benchmarks;

namespace Onebox.Evaluation.Asking;

/// <summary>Has a model write an answer, always the likeliest token, by completions or by chat.</summary>
internal static class AskAnswer
{
    private const string Completions = "/v1/completions", Chat = "/v1/chat/completions";

    // OpenAI takes no more.
    private const int MostStops = 4;

    public static async Task<ItemAnswer> RunAsync(LoadedBenchmark loaded, Item item, IReadOnlyList<Item> shots, ModelAsker asker, CancellationToken cancellation)
    {
        var benchmark = loaded.Benchmark;
        var body = new JsonObject { ["max_tokens"] = benchmark.MaxTokens, ["temperature"] = 0 };
        if (benchmark.Stops.Count > 0) body["stop"] = new JsonArray([.. benchmark.Stops.Take(MostStops).Select(s => (JsonNode)s)]);
        var chat = benchmark.Chat || item.Turns is not null;
        if (chat) body["messages"] = Messages(loaded.Shots.Conversation(item, shots));
        else body["prompt"] = Shots.Text(item, shots);
        var (answer, cached) = await asker.AskAsync(chat ? Chat : Completions, body, a => TextOf(a, chat), cancellation);
        return new ItemAnswer(item) { Text = answer.GetString() ?? "", Cached = cached };
    }

    /// <summary>Asks one question by chat: what a judge does.</summary>
    public static async Task<string> ChatAsync(ModelAsker asker, string system, string user, int maxTokens, CancellationToken cancellation)
    {
        var body = new JsonObject { ["max_tokens"] = maxTokens, ["temperature"] = 0, ["messages"] = Messages([new Turn("system", system), new Turn("user", user)]) };
        var (answer, _) = await asker.AskAsync(Chat, body, a => TextOf(a, chat: true), cancellation);
        return answer.GetString() ?? "";
    }

    private static JsonArray Messages(IEnumerable<Turn> turns) => new([.. turns.Select(t => (JsonNode)new JsonObject { ["role"] = t.Role, ["content"] = t.Text })]);

    private static JsonValue TextOf(JsonElement answer, bool chat)
    {
        if (!answer.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0) throw new AskException("The answer has no text.");
        var choice = choices[0];
        if (!choice.TryGetProperty(chat ? "message" : "text", out var text)) throw new AskException("The answer has no text.");
        if (chat) text = text.ValueKind == JsonValueKind.Object && text.TryGetProperty("content", out var content) ? content : default;
        return JsonValue.Create(text.ValueKind == JsonValueKind.String ? text.GetString()! : "");
    }
}
