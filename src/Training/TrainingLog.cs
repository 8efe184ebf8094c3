using Microsoft.Extensions.Logging;

namespace Onebox.Training;

/// <summary>Every line that training logs.</summary>
internal static partial class TrainingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The worker of training run {Id} ({Name}) has ended at step {Step}")]
    public static partial void WorkerEnded(this ILogger log, string id, string name, long step);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot remove {Folder}, left by the training run {Id}: {Reason}")]
    public static partial void RemoveFailed(this ILogger log, string folder, string id, string reason);


    [LoggerMessage(Level = LogLevel.Error, Message = "The trainer failed")]
    public static partial void Fault(this ILogger log, Exception error);
}
