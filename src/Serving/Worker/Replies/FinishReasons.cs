using Onebox.Llama;

namespace Onebox.Serving.Worker.Replies;

/// <summary>OpenAI's words for how a reply ended.</summary>
internal static class FinishReasons
{
    public const string Stop = "stop";
    public const string Length = "length";
    public const string ToolCalls = "tool_calls";

    public static string Of(FinishReason reason, bool calledTools) =>
        reason == FinishReason.Length ? Length : calledTools ? ToolCalls : Stop;
}
