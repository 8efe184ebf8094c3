using System.Globalization;
using System.Text.Json;
using Onebox.Console.Connection;

namespace Onebox.Console.Chat;

/// <summary>The viewer's conversations. They are kept in the viewer's own browser, an entry each, and nowhere else.</summary>
internal sealed class Conversations(Browser browser, TimeProvider clock)
{
    private const string ListKey = "conversations";
    private const int Kept = 60;
    private const int TitleLength = 60;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private List<ConversationHead> _heads = [];

    /// <summary>Last changed first.</summary>
    public IReadOnlyList<ConversationHead> Heads => _heads;

    public async Task OpenAsync() => _heads = Read<List<ConversationHead>>(await browser.AskAsync<string?>("read", ListKey)) ?? [];

    public Conversation New(string? route) => new()
    {
        Id = clock.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture),
        Route = route,
        ChangedAt = clock.GetUtcNow(),
    };

    public async Task<Conversation?> ReadAsync(string id) => Read<Conversation>(await browser.AskAsync<string?>("read", KeyOf(id)));

    /// <summary>Keeps it; the oldest beyond the limit are forgotten.</summary>
    public async Task KeepAsync(Conversation conversation)
    {
        conversation.ChangedAt = clock.GetUtcNow();
        if (conversation.Turns.FirstOrDefault(t => t.Role == Turn.User)?.Text.ReplaceLineEndings(" ") is { Length: > 0 } first)
            conversation.Title = first.Length > TitleLength ? first[..TitleLength] + "…" : first;
        _heads.RemoveAll(h => h.Id == conversation.Id);
        _heads.Insert(0, new ConversationHead(conversation.Id, conversation.Title, conversation.ChangedAt));
        foreach (var old in _heads.Skip(Kept)) await browser.TellAsync("forget", KeyOf(old.Id));
        _heads = [.. _heads.Take(Kept)];
        await browser.TellAsync("write", KeyOf(conversation.Id), JsonSerializer.Serialize(conversation, Json));
        await browser.TellAsync("write", ListKey, JsonSerializer.Serialize(_heads, Json));
    }

    public async Task ForgetAsync(string id)
    {
        _heads.RemoveAll(h => h.Id == id);
        await browser.TellAsync("forget", KeyOf(id));
        await browser.TellAsync("write", ListKey, JsonSerializer.Serialize(_heads, Json));
    }

    private static string KeyOf(string id) => $"conversation.{id}";

    private static T? Read<T>(string? text)
        where T : class
    {
        if (text is null) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text, Json);
        }
        catch (JsonException)
        {
            // Written by another version, or by hand: as good as not there.
            return null;
        }
    }
}
