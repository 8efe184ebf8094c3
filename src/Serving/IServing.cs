using Onebox.Api.Deployments;
using Onebox.Api.Tasks;
using Onebox.Kernel.Access;

namespace Onebox.Serving;

/// <summary>Serving for the modules above it: ask a route as a client would, deploy, and move routes.</summary>
public interface IServing
{
    /// <summary>
    /// Takes a body to a route as if it had come to <paramref name="path"/> over HTTP: the same routes, quotas, fair queue and records. Errors come as
    /// answers in OpenAI's shape.
    /// </summary>
    /// <param name="path">An endpoint under <c>/v1</c>, such as <c>/v1/completions</c>.</param>
    /// <param name="body">UTF-8 JSON; its <c>model</c> names the route.</param>
    /// <param name="background">Wait while others wait: the engine's idle time only.</param>
    Task<ServedAnswer> AskAsync(string path, ReadOnlyMemory<byte> body, Caller caller, bool background = false, CancellationToken cancellation = default);

    /// <summary>As <see cref="AskAsync(string, ReadOnlyMemory{byte}, Caller, bool, CancellationToken)"/>, but the answer's bytes go to <paramref name="to"/> as they come.</summary>
    /// <returns>The answer's HTTP status; with an error its body is in OpenAI's shape.</returns>
    Task<int> AskAsync(string path, ReadOnlyMemory<byte> body, Caller caller, Stream to, CancellationToken cancellation = default);

    /// <summary>Null when there is no such route.</summary>
    RouteInfo? FindRoute(string name);

    IReadOnlyList<RouteInfo> ListRoutes();

    /// <summary>What the targets of a route with a weight above 0 have to do at this moment; null when there is no such route.</summary>
    RouteLoad? LoadOf(string route);

    /// <summary>Points a route elsewhere (or makes it) with one write: a request sees it before or after. Audited as <c>route.moved</c>.</summary>
    Task<RouteInfo> PutRouteAsync(string name, IReadOnlyList<RouteTarget> targets, Caller caller, CancellationToken cancellation = default);

    Task<DeploymentInfo?> FindDeploymentAsync(string nameOrId, CancellationToken cancellation = default);

    /// <summary>As <c>POST /api/deployments</c>: answers at once with the task that ends when it is ready.</summary>
    Task<TaskAccepted> DeployAsync(DeployRequest request, Caller caller, CancellationToken cancellation = default);

    /// <summary>As <c>POST /api/deployments/{name}/start</c>, for one that is stopped.</summary>
    Task<TaskAccepted> StartAsync(string name, Caller caller, CancellationToken cancellation = default);

    /// <summary>Drains, stops and forgets a deployment with the route of its own name.</summary>
    Task DeleteDeploymentAsync(string name, Caller caller, CancellationToken cancellation = default);
}

/// <param name="Body">JSON, UTF-8.</param>
/// <param name="RetryAfter">When a refusal may be gone.</param>
public sealed record ServedAnswer(int Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter = null)
{
    public bool Succeeded => Status is >= 200 and < 300;
}

/// <param name="Slots">Sequences that ready replicas compute at once; for an engine elsewhere, which does not tell, null.</param>
/// <param name="Outstanding">Requests under way, of everybody.</param>
/// <param name="Background">Those of them that were asked in the background.</param>
/// <param name="Waiting">Requests that wait for a target to come up.</param>
public sealed record RouteLoad(int? Slots, int Outstanding, int Background, int Waiting);
