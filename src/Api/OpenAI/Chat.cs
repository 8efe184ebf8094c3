using System.Text.Json.Serialization;

namespace Onebox.Api.OpenAI;

/// <summary>What our own chat asks of <c>POST /v1/chat/completions</c>; the endpoint takes everything that OpenAI's does.</summary>
public sealed record ChatRequest
{
    /// <summary>A route.</summary>
    public required string Model { get; init; }
    public required IReadOnlyList<ChatMessage> Messages { get; init; }
    public int? MaxTokens { get; init; }
    public double? Temperature { get; init; }
    public double? TopP { get; init; }
    public int? TopK { get; init; }
    public double? MinP { get; init; }
    public long? Seed { get; init; }
    public bool Stream { get; init; }
    public StreamOptions? StreamOptions { get; init; }
}

/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
public sealed record ChatMessage(string Role, string Content);

public sealed record StreamOptions(bool IncludeUsage);

/// <summary>One server-sent event of a streamed answer.</summary>
public sealed record ChatChunk
{
    public string? Id { get; init; }
    public IReadOnlyList<ChatChoice> Choices { get; init; } = [];
    public ChatUsage? Usage { get; init; }
    public ChatTimings? Timings { get; init; }
    public OpenAIError? Error { get; init; }
}

public sealed record ChatChoice(int Index, ChatDelta? Delta, string? FinishReason);

public sealed record ChatDelta(string? Role, string? Content, string? ReasoningContent);

public sealed record ChatUsage(int PromptTokens, int CompletionTokens, int TotalTokens, PromptTokensDetails? PromptTokensDetails);

public sealed record PromptTokensDetails(int CachedTokens);

/// <summary>Ours, beside OpenAI's fields: where the time went.</summary>
public sealed record ChatTimings(double QueueMs, double PrefillMs, double DecodeMs, double TimeToFirstTokenMs, double TokensPerSecond);

/// <summary>OpenAI's error shape, also ours under <c>/v1</c>.</summary>
public sealed record OpenAIErrorBody(OpenAIError Error);

/// <param name="Code">Written as null where there is none, as OpenAI's clients expect; so is <paramref name="Param"/>.</param>
public sealed record OpenAIError(string Message, string Type, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param = null);
