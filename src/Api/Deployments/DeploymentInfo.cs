namespace Onebox.Api.Deployments;

[System.Text.Json.Serialization.JsonConverter(typeof(CamelCaseEnum<DeploymentState>))]
public enum DeploymentState
{
    /// <summary>Workers are being started; the model loads.</summary>
    Starting,

    /// <summary>At least one replica answers.</summary>
    Ready,

    /// <summary>Ready, with fewer replicas than asked for.</summary>
    Degraded,

    /// <summary>Not loaded while nobody asks; the next request loads it.</summary>
    Idle,
    Draining,
    Stopped,
    Failed,
}

/// <summary>A model version answering requests.</summary>
public sealed record DeploymentInfo
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string ModelId { get; init; }
    public required string ModelName { get; init; }
    public required DeploymentState State { get; init; }

    /// <summary>Why it is not ready, and what to do.</summary>
    public string? Reason { get; init; }

    /// <summary>From 0 to 1 while the model loads.</summary>
    public double? LoadProgress { get; init; }
    public required DeploymentSettings Settings { get; init; }
    public required IReadOnlyList<ReplicaInfo> Replicas { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required int Generation { get; init; }
}

/// <summary>How a deployment runs; null settings are chosen from the model and the free memory, and what was chosen is shown.</summary>
/// <param name="Replicas">Workers that answer side by side. A parameter, so that a body without it means one: the JSON generator knows no default of a property.</param>
public sealed record DeploymentSettings(int Replicas = 1)
{
    /// <summary>Per sequence.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Sequences in one batch.</summary>
    public int? Parallel { get; init; }
    public int? Threads { get; init; }
    public string? KeyValueType { get; init; }
    public int? BatchTokens { get; init; }

    /// <summary>Requests that may wait; more get status 429.</summary>
    public int? QueueLimit { get; init; }

    /// <summary>Unloaded after so long without a request; null: never.</summary>
    public int? IdleUnloadSeconds { get; init; }

    /// <summary>A smaller model of the same vocabulary that drafts tokens.</summary>
    public string? DraftModel { get; init; }

    /// <summary>LoRA adapters by the name that requests use.</summary>
    public IReadOnlyDictionary<string, string>? Adapters { get; init; }

    /// <summary>When the context is full: false ends with <c>length</c>, true drops the oldest tokens.</summary>
    public bool ContextShift { get; init; }
    public string? ChatTemplate { get; init; }

    /// <summary>How many layers go to GPUs; null for as many as fit.</summary>
    public int? GpuLayers { get; init; }
}

public sealed record ReplicaInfo
{
    public required string Id { get; init; }

    /// <summary><c>starting</c>, <c>loading</c>, <c>ready</c>, <c>draining</c>, <c>failed</c>.</summary>
    public required string State { get; init; }
    public string? Reason { get; init; }
    public string? WorkerId { get; init; }
    public int? ProcessId { get; init; }
    public string? LeaseId { get; init; }
    public int Generation { get; init; }
    public int Outstanding { get; init; }
    public int Restarts { get; init; }
    public long? ResidentBytes { get; init; }
    public double? LoadProgress { get; init; }
    public EngineInfo? Engine { get; init; }
}

/// <summary>An engine's state as its worker reports it.</summary>
public sealed record EngineInfo(
    int Running,
    int Waiting,
    int KeyValueCellsUsed,
    int KeyValueCellsTotal,
    double CacheHitRatio,
    double PromptTokensPerSecond,
    double GeneratedTokensPerSecond);

/// <summary><c>POST /api/deployments</c>: answers 202 with the task that ends when it is ready.</summary>
/// <param name="Model">The name or id of a model.</param>
/// <param name="Name">Null: the model's name. A route of the same name is made when there is none.</param>
public sealed record DeployRequest(string Model, string? Name = null, DeploymentSettings? Settings = null);

/// <summary>The public name that requests use as <c>model</c>.</summary>
public sealed record RouteInfo(string Id, string Name, IReadOnlyList<RouteTarget> Targets, DateTimeOffset ChangedAt);

/// <param name="Deployment">A deployment's name, or <c>engine:NAME</c> for an external engine.</param>
/// <param name="Weight">Its share of requests among the targets; 0 keeps it warm without traffic.</param>
/// <param name="Model">What to ask an external engine for; null for the route's name.</param>
public sealed record RouteTarget(string Deployment, int Weight = 100, string? Model = null);

/// <summary><c>PUT /api/routes/{name}</c>: moves the route at once.</summary>
public sealed record PutRouteRequest(IReadOnlyList<RouteTarget> Targets);

/// <summary>An OpenAI-compatible server elsewhere: vLLM, SGLang, llama-server.</summary>
/// <param name="State"><c>ready</c> or <c>unreachable</c>.</param>
public sealed record ExternalEngineInfo(string Id, string Name, string Url, string State, string? Reason, IReadOnlyList<string> Models);

/// <param name="Key">The bearer key that the engine wants; kept encrypted, never shown again.</param>
public sealed record AddEngineRequest(string Name, string Url, string? Key = null);

/// <summary>What became of one request; the newest are kept.</summary>
public sealed record RequestRecord
{
    public required string Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Endpoint { get; init; }
    public required string Route { get; init; }
    public string? Deployment { get; init; }
    public string? ReplicaId { get; init; }
    public required string Caller { get; init; }
    public required int Status { get; init; }

    /// <summary><c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>cancelled</c>, <c>error</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Why it was refused or failed, as the caller was told.</summary>
    public string? Reason { get; init; }
    public int PromptTokens { get; init; }
    public int CachedTokens { get; init; }
    public int GeneratedTokens { get; init; }
    public double QueueMilliseconds { get; init; }
    public double PrefillMilliseconds { get; init; }
    public double DecodeMilliseconds { get; init; }
    public double TimeToFirstTokenMilliseconds { get; init; }
    public double TotalMilliseconds { get; init; }
    public double GeneratedTokensPerSecond { get; init; }
}
