using Microsoft.Extensions.Logging;

namespace Onebox.Pool.Running;

internal static partial class WorkerLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {WorkerId} ({Kind}) of {Owner} runs as process {ProcessId}")]
    public static partial void Started(this ILogger log, string workerId, string kind, string owner, int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {WorkerId} ({Kind}) of {Owner} crashed and is started again in {Seconds} s. {Reason}")]
    public static partial void CrashedAndRestarts(this ILogger log, string workerId, string kind, string owner, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Worker {WorkerId} ({Kind}) of {Owner} crashed and is not started again. {Reason}")]
    public static partial void Crashed(this ILogger log, string workerId, string kind, string owner, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {WorkerId} ({Kind}) of {Owner} has ended: {Reason}")]
    public static partial void EndedForGood(this ILogger log, string workerId, string kind, string owner, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {WorkerId} ({Kind}) of {Owner} did not end in its grace and is killed with its process group")]
    public static partial void StopTooSlow(this ILogger log, string workerId, string kind, string owner);

    [LoggerMessage(Level = LogLevel.Error, Message = "Watching worker {WorkerId} ({Kind}) failed")]
    public static partial void Faulted(this ILogger log, Exception fault, string workerId, string kind);
}
