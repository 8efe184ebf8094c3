using Onebox.Kernel;

namespace Onebox.Tasks;

/// <summary>The caller's fault: not found, ended, kind unknown. Ours: failed, interrupted.</summary>
internal static class TaskErrors
{
    public static ProblemException NotFound(string id) =>
        new Problem(ProblemKind.NotFound, "task.not_found", $"There is no task {id}.", "See 'onebox tasks list'.").ToException();

    public static ProblemException KindUnknown(string kind) =>
        new Problem(ProblemKind.Internal, "task.kind_unknown", $"Nothing on this box does tasks of the kind {kind}.", "It may have been started by another version of Onebox: start it again.").ToException();

    public static ProblemException Ended(string id, string state) =>
        new Problem(ProblemKind.Conflict, "task.ended", $"The task {id} has already ended ({state}).").ToException();

    public static Problem Interrupted { get; } =
        new(ProblemKind.Internal, "task.interrupted", "The host was restarted while the task ran, and tasks of this kind cannot be resumed.", "Start it again.");

    public static Problem Failed(Exception error) =>
        new(ProblemKind.Internal, "task.failed", $"The task failed by a fault of Onebox: {error.Message}", "Try again; if it fails again, report it with the log of this task.");
}
