using Onebox.Kernel;

namespace Onebox.Serving.Forwarding;

/// <summary>Why a request was not answered, for the client. All may be tried again.</summary>
internal static class ForwardingErrors
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public static Problem Lost(string target) =>
        new(ProblemKind.Unavailable, "engine.lost", $"The engine of {target} ended before it had answered.", "Nothing of the answer was sent: try again.") { RetryAfter = Soon };

    public static Problem BrokenOff(string target) =>
        new(ProblemKind.Unavailable, "engine.lost", $"The engine of {target} ended in the middle of this answer.", "Ask again.") { RetryAfter = Soon };

    public static Problem Silent(string target, TimeSpan limit) =>
        new(ProblemKind.Unavailable, "engine.silent", $"The engine of {target} sent nothing for {limit.TotalSeconds:0} seconds.", "Try again with a shorter prompt, or see why it hangs in the console.") { RetryAfter = Soon };

    public static Problem Full(string target, TimeSpan? retry) =>
        new(ProblemKind.Busy, "engine.queue_full", $"The queue of {target} is full.", "Try again shortly.") { RetryAfter = retry ?? TimeSpan.FromSeconds(1) };

    public static Problem TooManyWaiting(string target) =>
        new(ProblemKind.Busy, "deployment.too_many_waiting", $"Too many requests already wait for {target} to come up.", "Try again shortly.") { RetryAfter = Soon };

    public static Problem NotReady(string target, TimeSpan? retry) =>
        new(ProblemKind.Unavailable, "engine.not_ready", $"The engine of {target} does not take requests at the moment.", "Try again shortly.") { RetryAfter = retry ?? Soon };

    public static Problem EngineKey(string target) =>
        new(ProblemKind.Unavailable, "engine.key_refused", $"{target} refuses the key that this box has for it.", "Have the box's owner register the engine again with a valid key.");

    public static Problem Loading(string target, double? progress, TimeSpan? remaining) =>
        new(ProblemKind.Unavailable, "deployment.loading", $"{target} is loading{(progress is { } done ? $": {done * 100:0}% done" : "")}.", "Try again shortly.") { RetryAfter = remaining ?? Soon };

    public static Problem Down(string target, string? reason) =>
        new(ProblemKind.Unavailable, "deployment.down", $"{target} does not answer: {reason ?? "it is stopped."}", $"Start it with 'onebox deployments start {target}', or point the route elsewhere.") { RetryAfter = TimeSpan.FromSeconds(30) };
}
