using Onebox.Api.Tasks;
using Onebox.Kernel.Access;

namespace Onebox.Tasks;

/// <summary>Everything long on the box: start it, watch it, cancel it.</summary>
public interface ITasks
{
    /// <summary>Notes the task durably and starts it; returns at once with its id.</summary>
    /// <exception cref="Kernel.ProblemException"><c>task.kind_unknown</c>: no handler is registered for the kind.</exception>
    Task<string> StartAsync<TInput>(NewTask<TInput> task, CancellationToken cancellation = default);

    Task<TaskInfo?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>Asks the task to stop. It is <see cref="TaskState.Cancelled"/> once it has stopped and cleaned up.</summary>
    Task<TaskInfo> CancelAsync(string id, CancellationToken cancellation = default);

    /// <summary>Waits until the task has ended.</summary>
    Task<TaskInfo> WaitAsync(string id, CancellationToken cancellation = default);
}

/// <param name="Kind">Which handler does it: <c>model.import</c>.</param>
/// <param name="Title">For people; never a secret.</param>
/// <param name="Input">What the handler gets; kept as JSON, so that a later host can take the task up.</param>
/// <param name="ResourceId">The resource that it makes or changes.</param>
public sealed record NewTask<TInput>(string Kind, string Title, TInput Input, Caller StartedBy, string? ResourceId = null);
