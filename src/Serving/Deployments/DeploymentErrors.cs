using Onebox.Kernel;

namespace Onebox.Serving.Deployments;

/// <summary>The caller's fault: not found, name taken, in use. The model's or the box's: load failed, worker ended, hung.</summary>
internal static class DeploymentErrors
{
    public static ProblemException NotFound(string nameOrId) =>
        new Problem(ProblemKind.NotFound, "deployment.not_found", $"There is no deployment {nameOrId}.", "See 'onebox deployments list'.").ToException();

    public static ProblemException ModelNotFound(string nameOrId) =>
        new Problem(ProblemKind.NotFound, "model.not_found", $"There is no model {nameOrId} on this box.", "See 'onebox models list', or bring it with 'onebox models import'.") { Field = "model" }.ToException();

    public static ProblemException ModelNotReady(string name, string state) =>
        new Problem(ProblemKind.Conflict, "model.not_ready", $"The model {name} is {state}.", "Wait for its import, or import it again.") { Field = "model" }.ToException();

    public static ProblemException FormatNotServed(string name, string format) =>
        new Problem(ProblemKind.Invalid, "model.format_not_served", $"The model {name} is in the format {format}; this box serves GGUF.", "Import its GGUF form.") { Field = "model" }.ToException();

    public static ProblemException NameTaken(string name) =>
        new Problem(ProblemKind.Conflict, "deployment.name_taken", $"There is already a deployment {name}.", $"Choose another name, change the one that is there (onebox deployments replace {name}), or take it away first (onebox undeploy {name}).") { Field = "name" }.ToException();

    public static ProblemException InUse(string name, IReadOnlyList<string> routes) =>
        new Problem(ProblemKind.Conflict, "deployment.in_use", $"{(routes.Count == 1 ? "The route" : "The routes")} {string.Join(", ", routes)} {(routes.Count == 1 ? "leads" : "lead")} to the deployment {name}.", "Point them elsewhere or delete them first.").ToException();

    public static ProblemException AlreadyRuns(string name) =>
        new Problem(ProblemKind.Conflict, "deployment.already_runs", $"The deployment {name} already runs.").ToException();

    public static ProblemException Stopped(string name) =>
        new Problem(ProblemKind.Conflict, "deployment.stopped", $"The deployment {name} was stopped before it was ready.").ToException();

    public static ProblemException Superseded(string name) =>
        new Problem(ProblemKind.Conflict, "deployment.superseded", $"The deployment {name} was given other settings before it was ready with these.").ToException();

    public static Problem WorkerEnded(string? reason) =>
        new(ProblemKind.Unavailable, "replica.worker_ended", $"The worker ended: {reason ?? "it gave no reason."}", "See the task's log and the box's log.");

    public static Problem LoadFailed(string? code, string? reason, string? remedy) =>
        new(ProblemKind.Unavailable, code ?? "replica.load_failed", reason ?? "The engine could not load the model and gave no reason.", remedy);

    public static Problem ColdAnswer { get; } =
        new(ProblemKind.Unavailable, "replica.warm_up_failed", "The engine loaded the model but does not answer its first request.", "See the box's log; try other settings, or verify the model's files.");

    public static Problem Hung(TimeSpan limit) =>
        new(ProblemKind.Unavailable, "replica.hung", $"The engine has not told its state for {limit.TotalSeconds:0} seconds.", "It was ended and is replaced.");
}
