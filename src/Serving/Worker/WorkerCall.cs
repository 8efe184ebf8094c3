using Microsoft.AspNetCore.Http;
using Onebox.Serving.Worker.Loading;

namespace Onebox.Serving.Worker;

/// <summary>One request on its way through the worker.</summary>
internal sealed record WorkerCall(HttpContext Http, LoadedModel Model, TimeProvider Clock)
{
    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Gone => Http.RequestAborted;

    /// <summary>Unix seconds, as OpenAI's answers carry them.</summary>
    public long Created => Clock.GetUtcNow().ToUnixTimeSeconds();
}
