using System.Text.Json;
using System.Text.Json.Nodes;

namespace Onebox.Templates.Chat;

/// <summary>
/// Finds the assistant's words in a rendered conversation. Span = from the end of the generation prompt to the end of
/// the turn, the end-of-turn token included and nothing after it: the model must learn to stop, not what follows.
/// </summary>
internal sealed class TrainedSpans(ChatTemplate template, ChatInput input)
{
    private readonly JsonElement[] _messages = input.Messages.ValueKind == JsonValueKind.Array ? [.. input.Messages.EnumerateArray()] : [];

    public TrainedText Find()
    {
        var (text, generated) = template.RenderMarked(input with { AddGenerationPrompt = false });
        if (generated.Count > 0)
            return new TrainedText(text, [.. generated.Select(span => new TrainedSpan(span.Start, span.End, TrainedSpanSource.GenerationTag))]);
        var spans = new List<TrainedSpan>();
        for (var i = 0; i < _messages.Length; i++)
        {
            if (_messages[i].GetProperty("role").GetString() != "assistant") continue;
            var span = ByPrefix(text, i) ?? ByContent(text, i)
                ?? throw new TemplateException(TemplateFault.Evaluation, $"the place of the assistant's message {i} in the rendered text cannot be told: the template rewrites it", 0);
            if (spans.Count > 0 && span.Start < spans[^1].End) span = span with { Start = spans[^1].End };
            if (span.Start < span.End) spans.Add(span);
        }
        return new TrainedText(text, spans);
    }

    private TrainedSpan? ByPrefix(string text, int message)
    {
        var before = Render(_messages[..message], generationPrompt: true);
        var after = Render(_messages[..(message + 1)], generationPrompt: false);
        if (before is null || after is null || !text.StartsWith(before, StringComparison.Ordinal)
            || !after.StartsWith(before, StringComparison.Ordinal) || !text.StartsWith(after, StringComparison.Ordinal)) return null;
        return new TrainedSpan(before.Length, EndOfTurn(text, before.Length, after.Length), TrainedSpanSource.PrefixDifference);
    }

    /// <summary>Renders again with another reply in this place: what differs is the reply; the tail of the turn follows it.</summary>
    private TrainedSpan? ByContent(string text, int message)
    {
        if (_messages[message].TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array && calls.GetArrayLength() > 0) return null;
        var changed = JsonObject.Create(_messages[message])!;
        changed["content"] = "\u0001";
        changed.Remove("reasoning_content");
        JsonElement[] others = [.. _messages];
        others[message] = JsonSerializer.SerializeToElement(changed);
        if (Render(others, generationPrompt: false) is not { } other) return null;
        var start = text.AsSpan().CommonPrefixLength(other);
        var tail = 0;
        while (tail < Math.Min(text.Length, other.Length) - start && text[^(tail + 1)] == other[^(tail + 1)]) tail++;
        var end = text.Length - tail;
        var before = Render(_messages[..message], generationPrompt: true);
        if (before is not null && text.StartsWith(before, StringComparison.Ordinal) && before.Length <= start) start = before.Length;
        var next = message + 1 < _messages.Length ? NextTurn(text, end) : text.Length;
        return new TrainedSpan(start, EndOfTurn(text, end, next), TrainedSpanSource.ContentDifference);
    }

    /// <summary>The end-of-turn token right after the reply, if it is there; otherwise the reply ends by itself.</summary>
    private int NextTurn(string text, int end)
    {
        if (template.EosToken is not { Length: > 0 } eos) return end;
        var at = end;
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return string.CompareOrdinal(text, at, eos, 0, eos.Length) == 0 ? at + eos.Length : end;
    }

    private int EndOfTurn(string text, int start, int end)
    {
        if (template.EosToken is not { Length: > 0 } eos) return end;
        var at = text.LastIndexOf(eos, end - 1, end - start, StringComparison.Ordinal);
        return at >= 0 && string.IsNullOrWhiteSpace(text[(at + eos.Length)..end]) ? at + eos.Length : end;
    }

    private string? Render(JsonElement[] messages, bool generationPrompt)
    {
        try
        {
            return template.RenderMarked(input with { Messages = JsonSerializer.SerializeToElement(messages), AddGenerationPrompt = generationPrompt }).Text;
        }
        catch (TemplateException)
        {
            // Some templates refuse a conversation that is cut there: then another way must find the place.
            return null;
        }
    }
}
