using Microsoft.Extensions.Logging;

namespace Onebox.Pool.Running;

internal sealed partial class Worker
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {WorkerId} ({Kind}) of {Owner} runs as process {ProcessId}")]
    private partial void Started(string workerId, string kind, string owner, int processId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {WorkerId} ({Kind}) of {Owner} crashed and is started again in {Seconds} s. {Reason}")]
    private partial void CrashedAndRestarts(string workerId, string kind, string owner, double seconds, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Worker {WorkerId} ({Kind}) of {Owner} crashed and is not started again. {Reason}")]
    private partial void Crashed(string workerId, string kind, string owner, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker {WorkerId} ({Kind}) of {Owner} has ended: {Reason}")]
    private partial void EndedForGood(string workerId, string kind, string owner, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker {WorkerId} ({Kind}) of {Owner} did not end in its grace and is killed with its process group")]
    private partial void StopTooSlow(string workerId, string kind, string owner);

    [LoggerMessage(Level = LogLevel.Error, Message = "Watching worker {WorkerId} ({Kind}) failed")]
    private partial void Faulted(Exception fault, string workerId, string kind);
}
