using Onebox.Api.Deployments;
using Onebox.Kernel;

namespace Onebox.Serving.Deployments;

/// <summary>Checks what a person asks of a deployment, all of it at once.</summary>
internal static class DeploySettings
{
    private const int MostReplicas = 64;
    private const int MostParallel = 1024;
    private const int MostTokens = 16 * 1024 * 1024;
    private const int LargestTemplate = 256 * 1024;

    private static readonly string[] KeyValueTypes = ["f16", "q8_0", "q4_0", "bf16", "f32"];

    /// <exception cref="ProblemException"><c>request.invalid</c>.</exception>
    public static void Check(string name, DeploymentSettings s)
    {
        new Validation()
            .Require(Names.IsValid(name), "name", Names.Rule)
            // An engine's name would shadow it.
            .Require(!name.StartsWith(Routing.Groups.EnginePrefix, StringComparison.Ordinal), "name", $"A deployment's name must not begin with '{Routing.Groups.EnginePrefix}'.")
            .Require(s.Replicas is >= 1 and <= MostReplicas, "settings.replicas", $"Replicas must be from 1 to {MostReplicas}.")
            .Require(s.ContextTokens is null or (>= 8 and <= MostTokens), "settings.contextTokens", $"Context must be from 8 to {MostTokens} tokens.")
            .Require(s.Parallel is null or (>= 1 and <= MostParallel), "settings.parallel", $"Parallel must be from 1 to {MostParallel}.")
            .Require(s.Threads is null or (>= 1 and <= 1024), "settings.threads", "Threads must be from 1 to 1024.")
            .Require(s.BatchTokens is null or (>= 8 and <= 65536), "settings.batchTokens", "Batch must be from 8 to 65536 tokens.")
            .Require(s.QueueLimit is null or (>= 0 and <= 100_000), "settings.queueLimit", "The queue's limit must be from 0 to 100000.")
            .Require(s.IdleUnloadSeconds is null or >= 1, "settings.idleUnloadSeconds", "The idle time must be at least 1 second.")
            .Require(s.GpuLayers is null or >= -1, "settings.gpuLayers", "GPU layers must be -1 (all), 0 (none) or more.")
            .Require(s.KeyValueType is null || KeyValueTypes.Contains(s.KeyValueType), "settings.keyValueType", $"The KV type must be one of {string.Join(", ", KeyValueTypes)}.")
            .Require(s.ChatTemplate is null || s.ChatTemplate.Length <= LargestTemplate, "settings.chatTemplate", $"The chat template must be at most {LargestTemplate} characters.")
            .Require(s.Adapters is null || s.Adapters.Keys.All(Names.IsValid), "settings.adapters", $"An adapter's name: {Names.Rule}")
            .ThrowIfInvalid();
    }
}
