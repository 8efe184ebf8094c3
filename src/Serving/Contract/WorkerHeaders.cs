namespace Onebox.Serving.Contract;

/// <summary>What the host tells a worker beside the client's own body.</summary>
internal static class WorkerHeaders
{
    /// <summary>Requests of one key share one fair share of the engine.</summary>
    public const string Fairness = "X-Onebox-Fairness";

    /// <summary>The request's id, for the worker's log.</summary>
    public const string Request = "X-Onebox-Request";

    /// <summary>The LoRA adapter that the route asks for; a body's <c>adapter</c> wins.</summary>
    public const string Adapter = "X-Onebox-Adapter";
}
