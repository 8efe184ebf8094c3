using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Deployments;
using Onebox.Api.Tasks;
using Onebox.Catalog;
using Onebox.Kernel.Access;
using Onebox.Serving;
using Onebox.Tasks;

namespace Onebox.Evaluation.Asking;

/// <summary>
/// Finds what a name stands for: a route, a deployment or a model, in this order. One that does not answer is deployed for the run, under a name of
/// the run's own, so that a host that takes the run up finds it again.
/// </summary>
internal sealed class PrepareModel(IServing serving, ICatalog catalog, ITasks tasks)
{
    // What an engine elsewhere is given at once: it does not tell how much it computes side by side.
    private const int SlotsElsewhere = 8;

    /// <exception cref="Kernel.ProblemException"><c>evaluation.model_not_found</c>, or why it cannot be deployed.</exception>
    public async Task CheckAsync(string name, CancellationToken cancellation)
    {
        if (serving.FindRoute(name) is null && await serving.FindDeploymentAsync(name, cancellation) is null && await catalog.FindAsync(name, cancellation) is null) throw EvaluationErrors.ModelNotFound(name);
    }

    /// <param name="temporary">The name of a deployment to make where none answers.</param>
    /// <param name="run">The run's id: answers of an engine elsewhere are kept for it alone, because what it serves may change.</param>
    public async Task<ModelUnderTest> RunAsync(string name, string temporary, string run, Caller caller, CancellationToken cancellation)
    {
        if (serving.FindRoute(name) is { } route)
        {
            var targets = route.Targets.Where(t => t.Weight > 0).ToList();
            var deployments = await DeploymentsAsync(targets, cancellation);
            if (deployments.Count == 1 && deployments[0] is { State: DeploymentState.Stopped or DeploymentState.Failed } down) return await DeployAsync(name, down.ModelName, down.Settings, temporary, caller, cancellation);
            return await OfRouteAsync(name, name, targets, deployments, run, null, cancellation);
        }

        if (await serving.FindDeploymentAsync(name, cancellation) is { } deployment)
        {
            // Its own route is gone: only a deployment of the same model can be asked.
            return await DeployAsync(name, deployment.ModelName, deployment.Settings, temporary, caller, cancellation);
        }

        return await catalog.FindAsync(name, cancellation) is { } model ? await DeployAsync(name, model.Name, null, temporary, caller, cancellation) : throw EvaluationErrors.ModelNotFound(name);
    }

    /// <summary>Takes down what was deployed for the run.</summary>
    public async Task EndAsync(ModelUnderTest model, Caller caller)
    {
        if (model.Temporary is { } temporary && await serving.FindDeploymentAsync(temporary) is not null) await serving.DeleteDeploymentAsync(temporary, caller, CancellationToken.None);
    }

    private async Task<ModelUnderTest> DeployAsync(string name, string model, DeploymentSettings? settings, string temporary, Caller caller, CancellationToken cancellation)
    {
        var there = await serving.FindDeploymentAsync(temporary, cancellation);
        if (there is null or { State: DeploymentState.Failed })
        {
            var accepted = await serving.DeployAsync(new DeployRequest(model, temporary, settings is null ? null : settings with { Replicas = 1 }), caller, cancellation);
            var ended = await tasks.WaitAsync(accepted.TaskId, cancellation);
            if (ended.State != TaskState.Succeeded)
            {
                await serving.DeleteDeploymentAsync(temporary, caller, CancellationToken.None);
                throw EvaluationErrors.NotAnswering(name, ended.Failure?.Cause ?? "its deployment was cancelled.");
            }
        }

        var targets = serving.FindRoute(temporary)!.Targets;
        return await OfRouteAsync(name, temporary, targets, await DeploymentsAsync(targets, cancellation), "", temporary, cancellation);
    }

    private async Task<ModelUnderTest> OfRouteAsync(
        string name, string route, IReadOnlyList<RouteTarget> targets, IReadOnlyList<DeploymentInfo> deployments, string run, string? temporary, CancellationToken cancellation)
    {
        List<string> parts = [];
        foreach (var target in targets)
        {
            if (deployments.FirstOrDefault(d => d.Name == target.Deployment) is { } deployment) parts.Add(await ContentAsync(deployment, target.Model, cancellation));
            else parts.Add($"{target.Deployment}:{target.Model ?? route}@{run}");
        }

        var ours = deployments.Count == targets.Count;
        var identity = parts is [var only] && !ours ? only : $"sha256:{Hash(string.Join('\n', parts))}";
        var slots = serving.LoadOf(route)?.Slots is > 0 and var known ? known : SlotsElsewhere;
        return new ModelUnderTest(name, route, identity, deployments.Count == 1 ? deployments[0].ModelId : null, ours, slots, temporary);
    }

    /// <summary>The bytes of model and adapters, and the settings that change what is answered.</summary>
    private async Task<string> ContentAsync(DeploymentInfo deployment, string? adapter, CancellationToken cancellation)
    {
        var hashes = new List<string> { (await catalog.FindAsync(deployment.ModelId, cancellation))?.ContentHash ?? deployment.ModelId };
        foreach (var (used, model) in (deployment.Settings.Adapters ?? new Dictionary<string, string>()).OrderBy(a => a.Key, StringComparer.Ordinal)) hashes.Add($"{used}={(await catalog.FindAsync(model, cancellation))?.ContentHash ?? model}");
        var settings = new DeploymentSettings { ContextTokens = deployment.Settings.ContextTokens, KeyValueType = deployment.Settings.KeyValueType, ChatTemplate = deployment.Settings.ChatTemplate, ContextShift = deployment.Settings.ContextShift };
        return $"{string.Join(',', hashes)}:{adapter}:{JsonSerializer.Serialize(settings, ApiJson.Default.DeploymentSettings)}";
    }

    private async Task<IReadOnlyList<DeploymentInfo>> DeploymentsAsync(IReadOnlyList<RouteTarget> targets, CancellationToken cancellation)
    {
        List<DeploymentInfo> deployments = [];
        foreach (var target in targets)
        {
            if (await serving.FindDeploymentAsync(target.Deployment, cancellation) is { } deployment && deployment.Name == target.Deployment) deployments.Add(deployment);
        }

        return deployments;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
