using Onebox.Kernel;

namespace Onebox.Pool;

/// <summary>The caller's fault: device unknown. The box's limits: insufficient. Ours or the system's: not started, ended.</summary>
internal static class PoolErrors
{
    public static ProblemException DeviceUnknown(string id) =>
        new Problem(ProblemKind.NotFound, "pool.device_unknown", $"There is no lendable device {id}.", "See 'onebox pool'.").ToException();

    public static ProblemException Insufficient(string detail, string? remedy) =>
        new Problem(ProblemKind.Insufficient, "pool.insufficient", detail, remedy).ToException();

    public static ProblemException NotStarted(string kind, string why, string? remedy, Exception? inner = null) =>
        new Problem(ProblemKind.Internal, "worker.not_started", $"The {kind} worker could not be started: {why}", remedy).ToException(inner);

    public static ProblemException Ended(string owner, string? reason) =>
        new Problem(ProblemKind.Unavailable, "worker.ended", $"The worker of {owner} ended{(reason is null ? "." : $": {reason}")}").ToException();
}
