using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Forwarding;

/// <summary>What is noted of one request on its way, and becomes its record.</summary>
internal sealed class RequestTrace(string id, string endpoint, Caller caller, TimeProvider clock)
{
    /// <summary>Stands for a name that is no route: what clients invent does not become a label.</summary>
    public const string NoRoute = "(none)";

    private readonly long _began = clock.GetTimestamp();
    private readonly DateTimeOffset _at = clock.GetUtcNow();
    private string? _outcome;
    private string? _reason;

    public string Id { get; } = id;
    public Caller Caller { get; } = caller;
    public string Route { get; set; } = NoRoute;
    public string? Target { get; set; }
    public string? UpstreamId { get; set; }
    public int Status { get; set; } = 200;
    public AnswerFacts Facts { get; private set; } = new();

    public double ElapsedMilliseconds => clock.GetElapsedTime(_began).TotalMilliseconds;

    /// <summary>Another try begins: what the one before told is void.</summary>
    public void Restart() => Facts = new AnswerFacts();

    public void Fail(Problem problem) => (Status, _outcome, _reason) = (problem.Status, "error", problem.Detail);

    public void Break() => _outcome = "error";

    /// <summary>The client has left. 499 is what proxies have made the custom.</summary>
    public void Cancel(bool started) => (Status, _outcome) = (started ? Status : 499, "cancelled");

    public RequestRecord ToRecord()
    {
        var total = ElapsedMilliseconds;
        // What was refused had no first token; an upstream that tells no times has them from outside.
        var first = Facts.TimeToFirstTokenMilliseconds ?? (Status >= 400 ? 0 : total);
        var decode = Facts.DecodeMilliseconds ?? (Status >= 400 ? 0 : Math.Max(0, total - first));
        return new RequestRecord
        {
            Id = Id,
            At = _at,
            Endpoint = endpoint,
            Route = Route,
            Deployment = Target,
            ReplicaId = UpstreamId,
            Caller = Caller.Name,
            Status = Status,
            Outcome = _outcome ?? (Status >= 400 ? "error" : Facts.FinishReason ?? "stop"),
            Reason = _reason,
            PromptTokens = Facts.PromptTokens,
            CachedTokens = Facts.CachedTokens,
            GeneratedTokens = Facts.GeneratedTokens,
            QueueMilliseconds = Facts.QueueMilliseconds ?? 0,
            PrefillMilliseconds = Facts.PrefillMilliseconds ?? 0,
            DecodeMilliseconds = decode,
            TimeToFirstTokenMilliseconds = first,
            TotalMilliseconds = total,
            GeneratedTokensPerSecond = Facts.TokensPerSecond ?? (decode > 0 ? Facts.GeneratedTokens * 1000 / decode : 0),
        };
    }
}
