using Onebox.Kernel;

namespace Onebox.Serving.Forwarding;

internal enum AttemptEnd
{
    /// <summary>The client has its answer, be it an error.</summary>
    Answered,

    /// <summary>The connection broke before anything went to the client: another replica may take the request.</summary>
    Lost,

    /// <summary>The engine's queue is full, or it does not take requests at the moment: another replica may.</summary>
    Refused,
}

/// <summary>How one try to have a request answered ended.</summary>
/// <param name="Problem">What to tell the client when there is no other replica to try.</param>
internal sealed record Attempt(AttemptEnd End, Problem? Problem = null)
{
    public static Attempt Answered { get; } = new(AttemptEnd.Answered);
}
