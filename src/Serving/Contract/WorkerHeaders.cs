namespace Onebox.Serving.Contract;

/// <summary>What host and worker tell each other beside the client's own body and the answer.</summary>
internal static class WorkerHeaders
{
    /// <summary>Requests of one key share one fair share of the engine.</summary>
    public const string Fairness = "X-Onebox-Fairness";

    /// <summary>Present: the request waits until no other does.</summary>
    public const string Background = "X-Onebox-Background";

    /// <summary>The request's id, for the worker's log.</summary>
    public const string Request = "X-Onebox-Request";

    /// <summary>The LoRA adapter that the route asks for; a body's <c>adapter</c> wins.</summary>
    public const string Adapter = "X-Onebox-Adapter";

    /// <summary>On a stream's answer: the tokens of its prompt, which count also when the client leaves before the end.</summary>
    public const string PromptTokens = "X-Onebox-Prompt-Tokens";
}
