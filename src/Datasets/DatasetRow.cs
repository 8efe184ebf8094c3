using System.Text.Json;
using System.Text.Json.Serialization;

namespace Onebox.Datasets;

/// <summary>
/// One row in the canonical form. Which of the optional parts are there is told by the version's <see cref="DatasetShape"/>.
/// </summary>
/// <param name="Id">Names the content: 32 hex digits, the first half of the SHA-256 of the row without id, split and row number.</param>
/// <param name="Split"><see cref="DatasetSplits.Train"/>, <see cref="DatasetSplits.Validation"/> or <see cref="DatasetSplits.Test"/>.</param>
/// <param name="Row">The row's number in the original file, from 1: a line, a sheet's row, or the element's place.</param>
public sealed record DatasetRow(string Id, string Split, long Row)
{
    /// <summary>The conversation; for preferences what comes before the two replies.</summary>
    public IReadOnlyList<RowMessage>? Messages { get; init; }

    /// <summary>The functions that the assistant may call, as in OpenAI's requests: an array.</summary>
    public JsonElement? Tools { get; init; }
    public string? Text { get; init; }
    public string? Chosen { get; init; }
    public string? Rejected { get; init; }
    public string? Question { get; init; }

    /// <summary>Every wording that counts as right; empty when the question has no answer in its context.</summary>
    public IReadOnlyList<string>? Answers { get; init; }
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>The right one of <see cref="Choices"/>, from 0.</summary>
    public int? AnswerIndex { get; init; }
    public string? Context { get; init; }

    /// <summary>Messages as OpenAI's chat API and chat templates take them: an array of <c>{"role", "content", …}</c>.</summary>
    public static JsonElement ToJson(IReadOnlyList<RowMessage> messages) => JsonSerializer.SerializeToElement(messages, RowJson.Default.IReadOnlyListRowMessage);
}

/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Content">Empty for an assistant's message that only calls tools.</param>
public sealed record RowMessage(string Role, string Content)
{
    /// <summary>As in OpenAI's messages: an array.</summary>
    [JsonPropertyName("tool_calls")]
    public JsonElement? ToolCalls { get; init; }

    [JsonPropertyName("tool_call_id")]
    public string? ToolCallId { get; init; }
    public string? Name { get; init; }
}

/// <summary>The names of the splits.</summary>
public static class DatasetSplits
{
    public const string Train = "train";
    public const string Validation = "validation";
    public const string Test = "test";

    public static readonly IReadOnlyList<string> All = [Train, Validation, Test];
}
