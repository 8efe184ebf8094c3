using Onebox.Api.Deployments;
using Onebox.Kernel;
using Onebox.Pool;
using Onebox.Serving.Contract;
using Onebox.Serving.Forwarding;

namespace Onebox.Serving.Deployments;

/// <summary>One worker process of a deployment, with its lease: live state, owned by the deployment's keeper.</summary>
internal sealed class Replica(string id, int generation, DeploymentSettings settings, Lease lease, IWorker worker)
{
    private static readonly Uri Root = new("http://worker/");

    private readonly Lock _lock = new();
    private ReplicaStage _stage;

    public string Id { get; } = id;
    public int Generation { get; } = generation;

    /// <summary>With everything that was left to us filled in.</summary>
    public DeploymentSettings Settings { get; } = settings;
    public Lease Lease { get; } = lease;
    public IWorker Worker { get; } = worker;
    public Upstream Upstream { get; } = new(id, worker.Http, Root, ours: true);

    /// <summary>Set by the loop that follows it and by its keeper; draining is final, whatever the loop finds.</summary>
    public ReplicaStage Stage
    {
        get { lock (_lock) return _stage; }
        set { lock (_lock) _stage = _stage == ReplicaStage.Draining ? _stage : value; }
    }

    /// <summary>Has its state asked for at once.</summary>
    public Nudge Look { get; } = new();

    public string? Reason { get; set; }
    public double? LoadProgress { get; set; }
    public EngineInfo? Engine { get; set; }
    public EngineModel? Model { get; set; }

    /// <summary>Why it failed for good.</summary>
    public Problem? Failure { get; private set; }

    public void Fail(Problem problem) => (Stage, Failure, Reason) = (ReplicaStage.Failed, problem, problem.Detail);

    public PlannedReplica ToPlan() => new(Id, Generation, Stage);

    public ReplicaInfo ToInfo() => new()
    {
        Id = Id,
        State = Stage switch
        {
            ReplicaStage.Starting => "starting",
            ReplicaStage.Loading or ReplicaStage.Warming => "loading",
            ReplicaStage.Ready => "ready",
            ReplicaStage.Draining => "draining",
            _ => "failed",
        },
        Reason = Reason,
        WorkerId = Worker.Id,
        ProcessId = Worker.ProcessId,
        LeaseId = Lease.Id,
        Generation = Generation,
        Outstanding = Upstream.Outstanding,
        Restarts = Worker.Restarts,
        ResidentBytes = Worker.ResidentBytes(),
        LoadProgress = LoadProgress,
        Engine = Engine,
    };
}
