using System.Text.Json;
using System.Text.Json.Nodes;
using Onebox.Datasets;
using Onebox.Templates.Chat;

namespace Onebox.Training.Worker.Rows;

/// <param name="Ids">Token ids.</param>
/// <param name="Trained">For each token whether it is learned; null: all.</param>
internal sealed record Rendered(int[] Ids, bool[]? Trained);

/// <summary>From a row to tokens, as the model will see it when it is asked.</summary>
internal sealed class RenderRow
{
    private readonly TextFormat _format;
    private readonly bool _answersOnly;
    private readonly int? _bos;

    /// <param name="answersOnly">Of conversations, only the assistant's words are learned.</param>
    public RenderRow(TextFormat format, bool answersOnly)
    {
        (_format, _answersOnly) = (format, answersOnly);
        var around = format.Tokenizer.Encode("", addSpecial: true);
        _bos = around.Length > 0 && around[0] == format.Tokenizer.BosId ? around[0] : null;
    }

    /// <summary>The row, and for a preference its other half; null for a row that holds nothing to learn.</summary>
    /// <exception cref="Templates.TemplateException">The template cannot render the conversation.</exception>
    public (Rendered Chosen, Rendered? Rejected)? Render(DatasetRow row)
    {
        if (row is { Chosen: { } chosen, Rejected: { } rejected })
            return Chat([.. row.Messages ?? [], new RowMessage("assistant", chosen)], row.Tools, last: true) is { } better && Chat([.. row.Messages ?? [], new RowMessage("assistant", rejected)], row.Tools, last: true) is { } worse ? (better, worse) : null;
        if (Conversation.Of(row) is { Count: > 0 } messages) return Chat(messages, row.Tools, last: false) is { } talk ? (talk, null) : null;
        return row.Text is { Length: > 0 } text ? (Text(text), null) : null;
    }

    /// <summary>Plain text between the tokens that open and close a text.</summary>
    private Rendered Text(string text)
    {
        // Text from a file never becomes control tokens.
        var ids = _format.Tokenizer.Encode(text, addSpecial: true, parseSpecial: false);
        return new Rendered(_format.Tokenizer.EosId is { } eos && ids[^1] != eos ? [.. ids, eos] : ids, null);
    }

    /// <param name="last">Only the last message is learned.</param>
    private Rendered? Chat(IReadOnlyList<RowMessage> messages, JsonElement? tools, bool last)
    {
        var text = _format.Template.RenderForTraining(new ChatInput { Messages = Messages(messages), Tools = tools, AddGenerationPrompt = false });
        var spans = last && text.Spans.Count > 0 ? [text.Spans[^1]] : text.Spans;
        var tokens = _format.Tokenizer.EncodeWithStarts(text.Text, addSpecial: false, parseSpecial: true);
        var ids = new List<int>(tokens.Ids.Length + 2);
        var trained = new List<bool>(tokens.Ids.Length + 2);
        if (_bos is { } bos && (tokens.Ids.Length == 0 || tokens.Ids[0] != bos))
        {
            ids.Add(bos);
            trained.Add(!_answersOnly && !last);
        }

        var span = 0;
        for (var i = 0; i < tokens.Ids.Length; i++)
        {
            while (span < spans.Count && spans[span].End <= tokens.Starts[i]) span++;
            ids.Add(tokens.Ids[i]);
            // A token that begins with the last character before the answer (its space, say) belongs to the answer that it goes on with.
            var end = i + 1 < tokens.Starts.Length ? tokens.Starts[i + 1] : text.Text.Length;
            var inside = span < spans.Count && (tokens.Starts[i] >= spans[span].Start || end > spans[span].Start);
            trained.Add(inside || (!_answersOnly && !last));
        }

        Close(ids, trained, text, spans);
        return trained.Contains(true) ? new Rendered([.. ids], trained.TrueForAll(t => t) ? null : [.. trained]) : null;
    }

    /// <summary>A template without an end-of-turn token: the model still has to learn to stop after the last answer.</summary>
    private void Close(List<int> ids, List<bool> trained, TrainedText text, IReadOnlyList<TrainedSpan> spans)
    {
        if (_format.Tokenizer.EosId is not { } eos || spans.Count == 0 || text.Text[spans[^1].End..].Trim().Length > 0) return;
        var at = trained.LastIndexOf(true) + 1;
        if (at > 0 && _format.Tokenizer.IsSpecial(ids[at - 1])) return;
        // What follows the answer is white space that nobody will write.
        ids.RemoveRange(at, ids.Count - at);
        trained.RemoveRange(at, trained.Count - at);
        ids.Add(eos);
        trained.Add(true);
    }

    private static JsonElement Messages(IReadOnlyList<RowMessage> messages)
    {
        var array = new JsonArray();
        foreach (var message in messages)
        {
            var one = new JsonObject { ["role"] = message.Role, ["content"] = message.Content };
            if (message.ToolCalls is { } calls) one["tool_calls"] = JsonNode.Parse(calls.GetRawText());
            if (message.ToolCallId is { } id) one["tool_call_id"] = id;
            if (message.Name is { } name) one["name"] = name;
            array.Add(one);
        }

        return JsonSerializer.SerializeToElement(array);
    }
}
