using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Serving.Engines;
using Onebox.Serving.Store;

namespace Onebox.Serving.Routing;

/// <summary><c>PUT /api/routes/{name}</c>: makes the route, or moves it at once for every request that comes after.</summary>
internal static class PutRoute
{
    private const int MostTargets = 16;
    private const int LargestWeight = 1_000_000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/routes/{name}", HandleAsync).Allow(Actions.DeploymentsWrite).WithName("PutRoute").WithTags("Routes");

    private static async Task<Ok<RouteInfo>> HandleAsync(
        string name, PutRouteRequest request, HttpContext http, RouteTable routes, DeploymentStore deployments, ExternalEngines engines, IAudit audit, CancellationToken cancellation)
    {
        var targets = request.Targets ?? [];
        var validation = new Validation()
            .Require(Names.IsValid(name), "name", Names.Rule)
            .Require(targets.Count is >= 1 and <= MostTargets, "targets", $"A route needs from 1 to {MostTargets} targets.")
            .Require(targets.All(t => t.Weight is >= 0 and <= LargestWeight), "targets", $"Weights must be from 0 to {LargestWeight}.")
            .Require(targets.Count == 0 || targets.Any(t => t.Weight > 0), "targets", "One target at least must have a weight above 0.")
            .Require(targets.Select(t => (t.Deployment, t.Model)).Distinct().Count() == targets.Count, "targets", "No target may be named twice.");
        foreach (var target in targets.Select(t => t.Deployment).Distinct(StringComparer.Ordinal))
        {
            validation.Require(await IsThereAsync(target, deployments, engines, cancellation), "targets", $"There is no {(target.StartsWith(Groups.EnginePrefix, StringComparison.Ordinal) ? "engine" : "deployment")} '{target}'.");
        }

        validation.ThrowIfInvalid();
        var route = await routes.PutAsync(name, [.. targets], onlyNew: false, cancellation);
        await audit.WriteAsync(http.Caller(), "route.moved", route.Id, $"{name}: {string.Join(", ", targets.Select(t => $"{t.Deployment} {t.Weight}"))}", cancellation);
        return TypedResults.Ok(route.ToInfo());
    }

    private static async Task<bool> IsThereAsync(string target, DeploymentStore deployments, ExternalEngines engines, CancellationToken cancellation) =>
        target is not null && (target.StartsWith(Groups.EnginePrefix, StringComparison.Ordinal)
            ? engines.Find(target[Groups.EnginePrefix.Length..]) is not null
            : (await deployments.FindAsync(target, cancellation))?.Name == target);
}
