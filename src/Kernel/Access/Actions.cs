namespace Onebox.Kernel.Access;

/// <summary>What can be allowed. An endpoint names one of these; a role or a key holds a set of them.</summary>
public static class Actions
{
    public const string BoxRead = "box:read";
    public const string BoxWrite = "box:write";
    public const string TasksRead = "tasks:read";
    public const string TasksWrite = "tasks:write";
    public const string PoolRead = "pool:read";
    public const string PoolWrite = "pool:write";
    public const string ModelsRead = "models:read";
    public const string ModelsWrite = "models:write";
    public const string DatasetsRead = "datasets:read";
    public const string DatasetsWrite = "datasets:write";
    public const string KnowledgeRead = "knowledge:read";
    public const string KnowledgeWrite = "knowledge:write";
    public const string DeploymentsRead = "deployments:read";
    public const string DeploymentsWrite = "deployments:write";

    public const string TrainingRead = "training:read";
    public const string TrainingWrite = "training:write";

    /// <summary>Asking models: every endpoint under <c>/v1</c>, and the console's chat.</summary>
    public const string Infer = "infer";

    /// <summary>One's own keys.</summary>
    public const string KeysOwn = "keys:own";
    public const string AccessRead = "access:read";
    public const string AccessWrite = "access:write";

    public static readonly IReadOnlyList<string> All =
    [
        BoxRead, BoxWrite, TasksRead, TasksWrite, PoolRead, PoolWrite, ModelsRead, ModelsWrite, DatasetsRead, DatasetsWrite, KnowledgeRead, KnowledgeWrite,
        DeploymentsRead, DeploymentsWrite, Infer, KeysOwn, AccessRead, AccessWrite,
        TrainingRead, TrainingWrite,
    ];
}
