using Onebox.Llama;
using Onebox.Templates.Tools;

namespace Onebox.Serving.Worker.Replies;

/// <summary>Where a reply goes as it comes: into a stream's events, or into one answer at the end. Called for one choice at a time.</summary>
internal interface IReplySink
{
    /// <summary>More text, or log-probabilities, or both. The spans are valid during the call only.</summary>
    void Text(int choice, ReplyPart part, ReadOnlySpan<byte> utf8, ReadOnlySpan<TokenLogprobs> logprobs);

    /// <summary>A whole tool call.</summary>
    void Call(int choice, ToolCall call);

    void End(int choice, string finishReason, GenerationEnd end);

    /// <summary>Called once after each piece of engine output that was passed on.</summary>
    ValueTask FlushAsync();
}
