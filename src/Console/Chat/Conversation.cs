using System.Text.Json.Serialization;
using Onebox.Api.OpenAI;

namespace Onebox.Console.Chat;

/// <summary>A conversation as this browser keeps it; the box keeps none.</summary>
internal sealed class Conversation
{
    public required string Id { get; init; }
    public string Title { get; set; } = "New conversation";
    public string? Route { get; set; }
    public string System { get; set; } = "";
    public double? Temperature { get; set; }
    public double? TopP { get; set; }
    public int? MaxTokens { get; set; }
    public long? Seed { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public List<Turn> Turns { get; init; } = [];

    /// <summary>What is asked next: all turns that have text.</summary>
    public ChatRequest ToRequest()
    {
        var messages = new List<ChatMessage>();
        if (System.Trim().Length > 0) messages.Add(new ChatMessage("system", System.Trim()));
        messages.AddRange(Turns.Where(t => t.Text.Length > 0).Select(t => new ChatMessage(t.Role, t.Text)));
        return new ChatRequest { Model = Route!, Messages = messages, MaxTokens = MaxTokens, Temperature = Temperature, TopP = TopP, Seed = Seed };
    }
}

/// <summary>One question or answer.</summary>
internal sealed class Turn
{
    public const string User = "user";
    public const string Assistant = "assistant";

    public required string Role { get; init; }
    public string Text { get; set; } = "";
    public string Reasoning { get; set; } = "";

    /// <summary><c>stop</c>, <c>length</c>…; null while it comes, or when it broke off.</summary>
    public string? Finish { get; set; }
    public ChatUsage? Usage { get; set; }
    public ChatTimings? Timings { get; set; }

    /// <summary>Why it broke off, and what to do.</summary>
    public string? Failure { get; set; }
    public string? Remedy { get; set; }

    /// <summary>What it waits for: a model that loads.</summary>
    [JsonIgnore]
    public string? Waiting { get; set; }

    [JsonIgnore]
    public double? Loaded { get; set; }
}

/// <summary>A conversation in the list.</summary>
internal sealed record ConversationHead(string Id, string Title, DateTimeOffset ChangedAt);
