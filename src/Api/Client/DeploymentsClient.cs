using Onebox.Api.Deployments;
using Onebox.Api.Tasks;

namespace Onebox.Api.Client;

public sealed class DeploymentsClient(BoxConnection connection)
{
    public Task<Page<DeploymentInfo>> ListAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/deployments", ApiJson.Default.PageDeploymentInfo, cancellation);

    public Task<DeploymentInfo> GetAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/deployments/{Uri.EscapeDataString(nameOrId)}", ApiJson.Default.DeploymentInfo, cancellation);

    public Task<TaskAccepted> DeployAsync(DeployRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/deployments", request, ApiJson.Default.DeployRequest, ApiJson.Default.TaskAccepted, cancellation);

    /// <summary>Replaces its replicas one after another by ones with these settings (and, if given, another model), without losing a request.</summary>
    public Task<TaskAccepted> ReplaceAsync(string nameOrId, DeployRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Put, $"api/deployments/{Uri.EscapeDataString(nameOrId)}", request, ApiJson.Default.DeployRequest, ApiJson.Default.TaskAccepted, cancellation);

    public Task<TaskAccepted> StartAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"api/deployments/{Uri.EscapeDataString(nameOrId)}/start", ApiJson.Default.TaskAccepted, cancellation);

    /// <summary>Drains and stops it; the deployment stays and can be started again.</summary>
    public Task StopAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, $"api/deployments/{Uri.EscapeDataString(nameOrId)}/stop", cancellation);

    /// <summary>Drains, stops and forgets it, and the route of its own name.</summary>
    public Task DeleteAsync(string nameOrId, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, $"api/deployments/{Uri.EscapeDataString(nameOrId)}", cancellation);

    public Task<Page<RouteInfo>> RoutesAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/routes", ApiJson.Default.PageRouteInfo, cancellation);

    public Task<RouteInfo> PutRouteAsync(string name, PutRouteRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Put, $"api/routes/{Uri.EscapeDataString(name)}", request, ApiJson.Default.PutRouteRequest, ApiJson.Default.RouteInfo, cancellation);

    public Task DeleteRouteAsync(string name, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, $"api/routes/{Uri.EscapeDataString(name)}", cancellation);

    public Task<Page<ExternalEngineInfo>> EnginesAsync(CancellationToken cancellation = default) =>
        connection.GetAsync("api/engines", ApiJson.Default.PageExternalEngineInfo, cancellation);

    public Task<ExternalEngineInfo> AddEngineAsync(AddEngineRequest request, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Post, "api/engines", request, ApiJson.Default.AddEngineRequest, ApiJson.Default.ExternalEngineInfo, cancellation);

    public Task DeleteEngineAsync(string name, CancellationToken cancellation = default) =>
        connection.SendAsync(HttpMethod.Delete, $"api/engines/{Uri.EscapeDataString(name)}", cancellation);

    /// <summary>Newest first.</summary>
    public Task<Page<RequestRecord>> RequestsAsync(string? route = null, int limit = 100, CancellationToken cancellation = default) =>
        connection.GetAsync($"api/requests?limit={limit}{Query.Of("route", route)}", ApiJson.Default.PageRequestRecord, cancellation);
}
