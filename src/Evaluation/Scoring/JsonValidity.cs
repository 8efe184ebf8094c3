using System.Text.Json;

namespace Onebox.Evaluation.Scoring;

/// <summary>Whether an answer is JSON and nothing else: no fence around it, no words beside it.</summary>
internal static class JsonValidity
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow };

    /// <param name="required">Names that the object must have; with any, an array or a bare value does not count.</param>
    public static double Score(string answer, IReadOnlyList<string>? required = null)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Trim(), Strict);
            if (required is not { Count: > 0 }) return 1;
            return document.RootElement.ValueKind == JsonValueKind.Object && required.All(name => document.RootElement.TryGetProperty(name, out _)) ? 1 : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
