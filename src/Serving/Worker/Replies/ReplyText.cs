using System.Buffers;
using Onebox.Llama;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Replies;

/// <summary>Gathers the choices of an answer that goes out whole.</summary>
internal sealed class ReplyText : IReplySink
{
    private readonly Choice[] _choices;

    public ReplyText(int choices)
    {
        _choices = new Choice[choices];
        for (var i = 0; i < choices; i++) _choices[i] = new Choice();
    }

    public IReadOnlyList<Choice> Choices => _choices;

    public void Text(int choice, ReplyPart part, ReadOnlySpan<byte> utf8, ReadOnlySpan<TokenLogprobs> logprobs)
    {
        var gathered = _choices[choice];
        (part == ReplyPart.Reasoning ? gathered.Reasoning : gathered.Content).Write(utf8);
        foreach (var logprob in logprobs) gathered.Logprobs.Add(logprob);
    }

    public void Call(int choice, ToolCall call) => _choices[choice].Calls.Add(call);

    public void End(int choice, string finishReason, GenerationEnd end) => (_choices[choice].FinishReason, _choices[choice].Ended) = (finishReason, end);

    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    internal sealed class Choice
    {
        /// <summary>UTF-8.</summary>
        public ArrayBufferWriter<byte> Content { get; } = new();

        /// <summary>UTF-8.</summary>
        public ArrayBufferWriter<byte> Reasoning { get; } = new();
        public List<ToolCall> Calls { get; } = [];
        public List<TokenLogprobs> Logprobs { get; } = [];
        public string? FinishReason { get; set; }
        public GenerationEnd? Ended { get; set; }
    }
}
