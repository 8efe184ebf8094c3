using Onebox.Llama;
using Onebox.Serving.Worker.Replies;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Responses;

/// <summary>Gathers a reply as items: reasoning, messages and calls in the order in which the model wrote them.</summary>
internal sealed class ResponseOutput : IReplySink
{
    private readonly List<OutputItem> _items = [];

    public IReadOnlyList<OutputItem> Items => _items;

    public AnswerTotals Totals { get; } = new();

    /// <summary>True when the answer was cut at its limit.</summary>
    public bool Cut { get; private set; }

    public void Text(int choice, ReplyPart part, ReadOnlySpan<byte> utf8, ReadOnlySpan<TokenLogprobs> logprobs)
    {
        if (utf8.Length > 0) ItemFor(part).Append(utf8);
    }

    public void Call(int choice, ToolCall call) => Add(call);

    public void End(int choice, string finishReason, GenerationEnd end)
    {
        Totals.Add(end, countPrompt: true);
        Cut = finishReason == FinishReasons.Length;
        if (_items.Count == 0) _items.Add(new OutputItem(OutputKind.Message, 0));
    }

    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    /// <summary>The item that text of this part belongs to: the last one, or a new one.</summary>
    public OutputItem ItemFor(ReplyPart part)
    {
        var kind = part == ReplyPart.Reasoning ? OutputKind.Reasoning : OutputKind.Message;
        if (_items.Count == 0 || _items[^1].Kind != kind) _items.Add(new OutputItem(kind, _items.Count));
        return _items[^1];
    }

    public OutputItem Add(ToolCall call)
    {
        _items.Add(new OutputItem(call, _items.Count));
        return _items[^1];
    }
}
